import type {
  ClientCapabilities,
  Clock,
  Implementation,
  JsonObject,
  KeyValueStore,
  Principal,
  RequestId,
  Revision,
  SubscriptionFilter,
  Tool,
} from "@mortise/protocol";
import type { ServerLog } from "../log/mask.ts";
import type { Admission } from "../request/admission.ts";
import type { Outcome } from "../result/outcome.ts";

/** The parameters of a list request. */
export interface ListParams {
  /** The place to go on from. */
  readonly cursor?: string;
}

/** The parameters of a request for one tool or prompt. */
export interface NamedParams {
  /** The tool or prompt. */
  readonly name: string;
  /** Its arguments, repaired where the schema leaves no doubt, and not validated. */
  readonly arguments?: JsonObject;
}

/** The parameters of the protocol's methods, as a client that keeps to the protocol sends them. */
export interface MethodParams {
  /** No parameters. */
  readonly "server/discover": JsonObject;
  /** The client's revision, name and capabilities. */
  readonly initialize: JsonObject;
  /** The cursor. */
  readonly "tools/list": ListParams;
  /** The tool and its arguments. */
  readonly "tools/call": NamedParams;
  /** The cursor. */
  readonly "resources/list": ListParams;
  /** The cursor. */
  readonly "resources/templates/list": ListParams;
  /** The URI. */
  readonly "resources/read": { readonly uri: string };
  /** The cursor. */
  readonly "prompts/list": ListParams;
  /** The prompt and its arguments. */
  readonly "prompts/get": NamedParams;
  /** The prompt or template, and the argument to complete. */
  readonly "completion/complete": {
    readonly ref: JsonObject;
    readonly argument: { readonly name: string; readonly value: string };
  };
  /** The changes to report. */
  readonly "subscriptions/listen": { readonly notifications: SubscriptionFilter };
}

/** The parameters of `Method`; a plain object for methods that are not known here. */
export type ParamsOf<Method extends string> = Method extends keyof MethodParams
  ? MethodParams[Method] & JsonObject
  : JsonObject;

/** The parts of its server that middleware may use. */
export interface MiddlewareServer {
  /** The name of the server. */
  readonly name: string;
  /** The values that the instances of this server share; without a backplane, this process alone. */
  readonly values: KeyValueStore;
  /** Logs to the server's operator. */
  readonly log: ServerLog;
  /** The server's clock. */
  readonly clock: Clock;
}

/** A request on its way to its handler. */
export interface InterceptedRequest<Method extends string = string> {
  /** The method. */
  readonly method: Method;
  /** As the client sent them: not validated yet, so that any member may be missing or another. */
  readonly params: ParamsOf<Method>;
  /** The id; `undefined` for notifications. */
  readonly id: RequestId;
  /** The tool or prompt called, or the URI read. */
  readonly target: string | undefined;
  /** The tool that is called, as the newest revision lists it; `undefined` where this caller has none. */
  readonly tool: Tool | undefined;
  /**
   * Gives the value that the called tool's definition has for an extension; `undefined` without one.
   */
  extension(id: string): unknown;
  /** The target exists for this caller; `true` for a request without one. */
  readonly isOffered: boolean;
  /**
   * Checks the access rules of the target, `scopes` and `allow`, as the handler's turn does; for
   * middleware that answers in its place. Rejects with the refusal.
   */
  authorize(): Promise<void>;
  /**
   * Checks a call of a tool as the handler's turn does, its arguments included, for middleware that has it run
   * later. Resolves with what the run needs, or with the outcome that refuses it; rejects with any other refusal.
   */
  admit(): Promise<Admission | Outcome>;
  /** The revision that the caller speaks. */
  readonly revision: Revision;
  /** `http`, `stdio` or `memory`. */
  readonly transport: string;
  /** The caller, as the server's `auth` confirmed; `undefined` for an anonymous one. */
  readonly principal: Principal | undefined;
  /** The client, as it describes itself. */
  readonly client: {
    readonly info: Implementation | undefined;
    readonly capabilities: ClientCapabilities;
  };
  /** Aborts when the caller cancels or goes away, or the handler's time is up. */
  readonly signal: AbortSignal;
  /**
   * The client was asked for input while the request was answered, or sends such answers: the
   * outcome is about more than the parameters.
   */
  readonly tookInput: boolean;
  /** Names where this middleware stands in the server; the same on instances that are set up alike. */
  readonly place: string;
  /** The server that answers. */
  readonly server: MiddlewareServer;
  /**
   * Makes an outcome in place of the handler's; `_meta` and `resultType` are added where the
   * revision wants them and `result` has none.
   */
  respond(result: JsonObject): Outcome;
}

/**
 * Goes on to the next middleware, and after the last to the handler; `params` takes the place of
 * the request's, also in what middleware further inside sees.
 *
 * Resolves with the outcome, also of a tool that failed or asks for input; rejects with the error of a
 * request without a result. It may be called again once it has settled, to try again.
 */
export type Next = (changes?: { readonly params: JsonObject }) => Promise<Outcome>;

/**
 * Runs around requests: before `next()`, after it with the outcome, or instead of it.
 *
 * It returns the outcome of `next()`, or `request.respond(…)`. To refuse a request it throws: a
 * ProtocolError is sent as it is, a ToolError goes to the model, any other error is masked.
 */
export type Middleware<Method extends string = string> = (
  request: InterceptedRequest<Method>,
  next: Next,
) => Outcome | Promise<Outcome>;

/** Middleware by the method of the protocol that it runs around. */
export type MiddlewareByMethod = {
  readonly [Method in keyof MethodParams]?: Middleware<Method>;
};
