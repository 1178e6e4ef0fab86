import type { JsonObject, Revision } from "@mortise/protocol";
import type { Progress } from "../progress/progress.ts";

/** A method that an extension lets a client request. */
export interface ClientExtensionMethod {
  /** The parameter that the header `Mcp-Name` repeats. Default: the header is not sent. */
  readonly named?: string;
}

/** A request that is about to be sent, each round and each repetition of it by itself. */
export interface OutgoingRequest {
  readonly method: string;
  readonly params: JsonObject;
  /** The revision that was agreed. */
  readonly revision: Revision;
  /** What the caller asks of this extension, by `extensions` of the request; `undefined` for nothing. */
  readonly options: unknown;
  /** What the server declares under the extension's identifier; `undefined` when it does not know it. */
  readonly serverSettings: JsonObject | undefined;
}

/** What an extension adds to a request; it replaces nothing that the caller or the protocol wrote. */
export interface OutgoingAddition {
  /** Further members of `params`, such as `task` in 2025-11-25. */
  readonly params?: JsonObject;
  /** Further members of `_meta`. */
  readonly meta?: JsonObject;
  /** Further HTTP headers; other transports leave them out. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request whose result is of an extension's own type, while that is being completed. */
export interface ExtensionExchange {
  readonly method: string;
  readonly params: JsonObject;
  /** Aborts when the caller cancels the request. */
  readonly signal: AbortSignal;
  /** Receives progress; `undefined` when the caller wants none. */
  readonly onProgress: ((progress: Progress) => void) | undefined;
  /** Makes a further request; `signal` takes the place of the exchange's, as to cancel something. */
  request(
    method: string,
    params?: JsonObject,
    options?: { readonly signal?: AbortSignal },
  ): Promise<JsonObject>;
  /**
   * Answers `inputRequests` by the handlers of the connection, all at once; gives `inputResponses`.
   *
   * @throws MortiseError where a question has no handler.
   */
  answer(inputRequests: JsonObject): Promise<JsonObject>;
}

/** A type of result that an extension adds (2026-07-28, Basic, ResultType). */
export interface ExtensionResult {
  /** The requests that may be answered with it; in answer to any other it is invalid. */
  readonly methods: readonly string[];
  /**
   * The member by which a result of a legacy revision is recognized, such as `task` in 2025-11-25:
   * results have no `resultType` there. Default: legacy results are never of this type.
   */
  readonly legacyMember?: string;
  /** Turns it into the complete result of the request, however long that takes. */
  complete(result: JsonObject, exchange: ExtensionExchange): Promise<JsonObject>;
}

/**
 * Something that a client can do beyond the protocol, and that servers find by its identifier
 * (2026-07-28, Versioning, Extension Negotiation).
 */
export interface ClientExtension {
  /** Reversed domain and name, such as `io.modelcontextprotocol/tasks`. */
  readonly id: string;
  /** What is declared under the identifier. Default: an empty object. */
  readonly settings?: JsonObject;
  /** The methods it adds, by name; others can be requested too, and carry no `Mcp-Name`. */
  readonly methods?: Readonly<Record<string, ClientExtensionMethod>>;
  /**
   * Adds to a request before it is sent; `undefined` adds nothing. Called for every request after the
   * revision was agreed, in either era. A response that is kept does not depend on what it adds, but
   * for `options`: a request with options is always sent.
   *
   * @throws what the caller of the request gets.
   */
  readonly outgoing?: (request: OutgoingRequest) => OutgoingAddition | undefined;
  /** The types of result it adds, by their `resultType`. */
  readonly results?: Readonly<Record<string, ExtensionResult>>;
  /** Receives the notifications it adds, by method; their `params` are not checked. */
  readonly notifications?: Readonly<Record<string, (params: JsonObject) => void>>;
}
