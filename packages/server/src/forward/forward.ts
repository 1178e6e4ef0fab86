import type {
  ClientCapabilities,
  Duration,
  Implementation,
  JsonObject,
  LoggingLevel,
  Principal,
  Prompt,
  Resource,
  ResourceTemplate,
  Revision,
  Tool,
} from "@mortise/protocol";
import type { AccessOptions } from "../visibility/access.ts";
import type { VisibilityOptions } from "../visibility/condition.ts";

/** The things that can be forwarded, as their lists name them. */
export interface Forwardable {
  /** A tool as `tools/list` describes it. */
  readonly tool: Tool;
  /** A resource as `resources/list` describes it. */
  readonly resource: Resource;
  /** A template as `resources/templates/list` describes it. */
  readonly resourceTemplate: ResourceTemplate;
  /** A prompt as `prompts/list` describes it. */
  readonly prompt: Prompt;
}

/** A request that is passed on as it came. */
export interface ForwardedRequest {
  /** `tools/call`, `resources/read`, `prompts/get` or `completion/complete`. */
  readonly method: string;
  /** As the client sent them, not validated: `_meta`, `requestState` and `inputResponses` included. */
  readonly params: JsonObject;
}

/** The way back to the client of a forwarded request. */
export interface ForwardContext {
  /** Aborts when the request is cancelled, its caller goes away, or its time is up. */
  readonly signal: AbortSignal;
  /** The revision that the client speaks; the result must be in its words. */
  readonly revision: Revision;
  /** The caller, as the server's `auth` confirmed; `undefined` for an anonymous one. */
  readonly auth: Principal | undefined;
  /**
   * The level from which the client wants log messages, in every revision; `undefined` for none.
   * `notify` drops messages below it.
   */
  readonly logLevel: LoggingLevel | undefined;
  /** The client, as it describes itself. */
  readonly client: {
    readonly info: Implementation | undefined;
    readonly capabilities: ClientCapabilities;
  };
  /** Sends a notification that belongs to the request, such as progress or a log message, as it is. */
  notify(method: string, params: JsonObject): void;
  /**
   * Sends a request to the client and resolves with its raw result; `undefined` if the client cannot be
   * asked during a request, as in 2026-07-28, where the result is `input_required` instead.
   */
  readonly ask: ((method: string, params: JsonObject) => Promise<JsonObject>) | undefined;
}

/**
 * Answers a forwarded request with the raw result, which reaches the client as it is: structured
 * content is not validated, `input_required` and the `_meta` of the other server stay.
 *
 * A thrown ProtocolError reaches the client with its code, message and data, also one that another
 * server sent; any other error is masked.
 */
export type ForwardHandler = (
  request: ForwardedRequest,
  context: ForwardContext,
) => JsonObject | Promise<JsonObject>;

/** The callers that see a forwarded entry and may use it, and the timeout of its answers. */
export interface ForwardOptions extends VisibilityOptions, AccessOptions {
  /** How long an answer may take, questions to the user not counted. Default: the server's timeout. */
  readonly timeout?: Duration;
}
