import type { JsonObject } from "@mortise/protocol";
import type { Progress } from "../progress/progress.ts";

/** A method that an extension lets a client request. */
export interface ClientExtensionMethod {
  /** The parameter that the header `Mcp-Name` repeats, where the extension says so. */
  readonly named?: string;
}

/** A request whose result is of an extension's own type, while that is being completed. */
export interface ExtensionExchange {
  readonly method: string;
  readonly params: JsonObject;
  /** Aborts when the caller gives the request up. */
  readonly signal: AbortSignal;
  /** Takes progress, where the caller wants it. */
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
  /** The types of result it adds, by their `resultType`. */
  readonly results?: Readonly<Record<string, ExtensionResult>>;
  /** Takes the notifications it adds, by method; their `params` are not checked. */
  readonly notifications?: Readonly<Record<string, (params: JsonObject) => void>>;
}
