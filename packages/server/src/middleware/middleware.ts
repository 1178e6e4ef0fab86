import type {
  ClientCapabilities,
  Implementation,
  JsonObject,
  Principal,
  RequestId,
  Revision,
} from "@mortise/protocol";
import type { Outcome } from "./outcome.ts";

/** The parameters of the methods that middleware most often looks at. */
export interface MethodParams {
  readonly "tools/call": { readonly name: string; readonly arguments?: JsonObject };
  readonly "resources/read": { readonly uri: string };
  readonly "prompts/get": { readonly name: string; readonly arguments?: JsonObject };
}

/** The parameters of `Method`; a plain object for methods that are not known here. */
export type ParamsOf<Method extends string> = Method extends keyof MethodParams
  ? MethodParams[Method] & JsonObject
  : JsonObject;

/** A request on its way to its handler. */
export interface InterceptedRequest<Method extends string = string> {
  readonly method: Method;
  /** As the client sent them: not validated yet. */
  readonly params: ParamsOf<Method>;
  readonly id: RequestId;
  /** The tool or prompt called, or the URI read. */
  readonly target: string | undefined;
  readonly revision: Revision;
  /** `http`, `stdio` or `memory`. */
  readonly transport: string;
  /** Who calls, as confirmed by the server's `auth`; `undefined` where nobody was asked. */
  readonly principal: Principal | undefined;
  /** Who calls, as it says of itself. */
  readonly client: {
    readonly info: Implementation | undefined;
    readonly capabilities: ClientCapabilities;
  };
  /** Aborts when the caller cancels or goes away. */
  readonly signal: AbortSignal;
  /** Makes an outcome in place of the handler's; what every result must say is added. */
  respond(result: JsonObject): Outcome;
}

/** Goes on to the next middleware, and after the last to the handler. */
export type Next = (changes?: { readonly params: JsonObject }) => Promise<Outcome>;

/**
 * Runs around requests: before, by what it does ahead of `next()`; after, by what it does with the
 * outcome; instead, by not calling `next()` at all.
 *
 * It returns what `next()` gave, or `request.respond(…)`. To refuse a request it throws: a
 * ProtocolError is told as it is, anything else masked.
 */
export type Middleware<Method extends string = string> = (
  request: InterceptedRequest<Method>,
  next: Next,
) => Outcome | Promise<Outcome>;
