import type { JsonObject } from "../schema/json.ts";

/** The purpose of an HTTP request of a client. */
export interface ClientAuthOperation {
  /** The JSON-RPC method. */
  readonly method: string;
  /** The tool or prompt that is called, or the URI that is read. */
  readonly target?: string;
}

/** An HTTP request of a client, as far as its credentials may depend on it. */
export interface ClientAuthRequest {
  /** `POST` for a message, `GET` for an event stream, `DELETE` for the end of a session. */
  readonly method: string;
  /** The absolute URL that it goes to; after a redirect, the URL that the redirect named. */
  readonly url: string;
  /**
   * The URL of the server, for a message that goes to another one of it, as those of 2024-11-05 do.
   * Default: `url`.
   */
  readonly server?: string;
  /** The method of the message; absent for a stream and for the end of a session. */
  readonly operation?: ClientAuthOperation;
  /**
   * The fetch that the connection was given, which knows its proxy and certificates; absent if it was
   * given none. Credentials that come over the network come by it too.
   */
  readonly fetch?: typeof fetch;
  /** Aborts when the connection is closed, so that a login that still runs can end. */
  readonly signal: AbortSignal;
}

/** The head of an HTTP response, as far as it may concern credentials. */
export interface ClientAuthResponse {
  /** The HTTP status. */
  readonly status: number;
  /** A response header by its name in any case; several of one name are joined by `, `. */
  header(name: string): string | undefined;
}

/**
 * Authorizes the HTTP requests of a connection (2026-07-28, Authorization).
 *
 * A connection asks for headers before every request: POST, the GET of an event stream and DELETE,
 * the first revision probe included. Errors and header names may be shown to users, so neither may
 * hold a credential. An implementation bounds its own waiting; the connection ends it by `signal`.
 */
export interface ClientAuth {
  /** The extensions of the protocol that it speaks, with their settings, for the client's capabilities. */
  readonly extensions?: Readonly<Record<string, JsonObject>>;
  /**
   * Returns the headers that authorize one request, such as `Authorization`; none when there are no
   * credentials yet. A header that is `undefined` is left out. They go over those of the option
   * `headers` and under those of the protocol.
   */
  headers(
    request: ClientAuthRequest,
  ):
    | Readonly<Record<string, string | undefined>>
    | Promise<Readonly<Record<string, string | undefined>>>;
  /**
   * Reacts to a refusal: 401, or 403 with `WWW-Authenticate`. `retry` sends the same request again
   * with new `headers`, `fail` fails it with `AUTHORIZATION_FAILED`; so does whatever this throws,
   * unless it throws a MortiseError itself.
   *
   * Called once for all requests that were refused with the same credentials, and at most three times
   * for one request. The time limit of a request stands still meanwhile, so a user may log in.
   */
  onChallenge(response: ClientAuthResponse, request: ClientAuthRequest): Promise<"retry" | "fail">;
  /** Sees the head of every response, such as to keep a `DPoP-Nonce` (RFC 9449, 8.2). */
  onResponse?(response: ClientAuthResponse, request: ClientAuthRequest): void;
  /**
   * Names the account that requests act for at the moment: the same text for the same account, another
   * for each other one, the empty text for none. It is no credential and no token.
   *
   * Results that the server marks `private` are never shared between accounts. `request` says which
   * server is meant, where one implementation serves several.
   */
  principal(request?: Pick<ClientAuthRequest, "url" | "server">): string | Promise<string>;
}
