import type {
  CallToolResult,
  ClientCapabilities,
  Duration,
  Implementation,
  InputJournal,
  JsonObject,
  LoggingLevel,
  Principal,
} from "@mortise/protocol";
import type { Admission } from "../request/admission.ts";

/** How far the work of an invocation is. */
export interface InvocationProgress {
  /** The work done so far. */
  readonly progress: number;
  /** The work in all, if it is known. */
  readonly total?: number;
  /** A sentence for people. */
  readonly message?: string;
}

/** A log message of an invoked handler. */
export interface InvocationLog {
  /** The severity. */
  readonly level: LoggingLevel;
  /** The part of the server that logs. */
  readonly logger?: string;
  /** The message, as JSON. */
  readonly data: unknown;
}

/** How a tool is invoked outside a request. */
export interface InvokeOptions {
  /** The caller that the work is for: `ctx.auth`, visibility, scopes and `allow`. Default: none. */
  readonly principal?: Principal | undefined;
  /** The client that asked for the work, as it described itself. Default: one without capabilities. */
  readonly client?: {
    readonly info?: Implementation | undefined;
    readonly capabilities?: ClientCapabilities | undefined;
  };
  /**
   * Keeps the answers and steps of the handler. Default: none, so that a question is an error of the
   * call and a step runs.
   */
  readonly journal?: InputJournal;
  /** The checked input from `request.admit()`; `args` are not validated again. Default: they are validated. */
  readonly admission?: Admission;
  /** Ends the work early; `invoke` rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Replaces the timeout of the tool, more than 0; `"none"` lets it run as long as it takes. */
  readonly timeout?: Duration | "none";
  /** The `_meta` that the handler sees. */
  readonly meta?: JsonObject;
  /** Called for each progress of the handler; its error, or rejection, is logged. */
  readonly onProgress?: (progress: InvocationProgress) => void;
  /** Called for each log message of the handler; its error, or rejection, is logged. */
  readonly onLog?: (message: InvocationLog) => void;
  /**
   * Called with the error behind a result with `isError` that the handler threw, as it was thrown; its
   * own error is logged.
   */
  readonly onFailure?: (error: unknown) => void;
  /** The contributions of extensions to the handler's context, by identifier, in place of their own. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/**
 * Calls a tool as a request of the newest revision would, but outside any request: nothing ends it
 * when a client goes away.
 *
 * `args` are validated and repaired; wrong arguments, a `ToolError` and a timeout are results with
 * `isError`. Middleware does not run: it ran around the request that led here. Rejects with a
 * ProtocolError for a tool that is not offered to the principal or that it may not use.
 */
export type Invoke = (
  tool: string,
  args: JsonObject,
  options?: InvokeOptions,
) => Promise<CallToolResult>;
