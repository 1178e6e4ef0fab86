import type { JsonObject, Revision } from "@mortise/protocol";
import type { Progress } from "../progress/progress.ts";

/** A method that an extension lets a client request. */
export interface ClientExtensionMethod {
  /** The parameter that the header `Mcp-Name` repeats. Default: the header is not sent. */
  readonly named?: string;
}

/** A request that is about to be sent, each round and each repetition of it by itself. */
export interface OutgoingRequest {
  /** The JSON-RPC method. */
  readonly method: string;
  /** The params so far; those of extensions declared earlier are among them. */
  readonly params: JsonObject;
  /** The revision that was agreed. */
  readonly revision: Revision;
  /**
   * The caller's options for this extension, from `extensions` of the request; `undefined` for
   * none.
   */
  readonly options: unknown;
  /**
   * The server's declaration under the extension's identifier; `undefined` if it does not know the
   * extension.
   */
  readonly serverSettings: JsonObject | undefined;
}

/**
 * The addition of an extension to a request; it replaces no member of the caller's or the
 * protocol's.
 */
export interface OutgoingAddition {
  /** Further members of `params`, such as `task` in 2025-11-25. */
  readonly params?: JsonObject;
  /** Further members of `_meta`. */
  readonly meta?: JsonObject;
  /** Further HTTP headers; other transports leave them out. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request whose result is of an extension's own type, during its completion. */
export interface ExtensionExchange {
  /** The JSON-RPC method. */
  readonly method: string;
  /** The params of the first round. */
  readonly params: JsonObject;
  /** Aborts when the caller cancels the request. */
  readonly signal: AbortSignal;
  /** Receives progress; `undefined` when the caller wants none. */
  readonly onProgress: ((progress: Progress) => void) | undefined;
  /**
   * Makes a further request; `signal` replaces that of the exchange, such as for a cancellation.
   */
  request(
    method: string,
    params?: JsonObject,
    options?: { readonly signal?: AbortSignal },
  ): Promise<JsonObject>;
  /**
   * Answers `inputRequests` by the handlers of the connection, in parallel; resolves with
   * `inputResponses`.
   *
   * @throws MortiseError `INVALID_OPTION` for a request without a handler.
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
  /** Turns a result of this type into the complete result of the request; may take any time. */
  complete(result: JsonObject, exchange: ExtensionExchange): Promise<JsonObject>;
}

/**
 * A capability beyond the protocol, which both sides declare by an identifier (2026-07-28,
 * Versioning, Extension Negotiation).
 */
export interface ClientExtension {
  /** Reversed domain and name, such as `io.modelcontextprotocol/tasks`. */
  readonly id: string;
  /** The declaration under the identifier. Default: an empty object. */
  readonly settings?: JsonObject;
  /** The methods it adds, by name; others can be requested too, and carry no `Mcp-Name`. */
  readonly methods?: Readonly<Record<string, ClientExtensionMethod>>;
  /**
   * Adds to a request before it is sent; `undefined` adds nothing. Called for every request after
   * the revision was agreed, in either era. A request with `options` is always sent; any other may
   * be answered from the cache, whatever is added here.
   *
   * @throws an error that the caller of the request gets.
   */
  readonly outgoing?: (request: OutgoingRequest) => OutgoingAddition | undefined;
  /** The types of result it adds, by their `resultType`. */
  readonly results?: Readonly<Record<string, ExtensionResult>>;
  /** Receives the notifications it adds, by method; their `params` are not checked. */
  readonly notifications?: Readonly<Record<string, (params: JsonObject) => void>>;
}
