import type { ClientAuthOperation, TapExchange } from "@mortise/protocol";
import { isCredentialHeader, MortiseError, openTap, tapHeader, tapUrl } from "@mortise/protocol";
import { Authorizer } from "../authorization/authorizer.ts";
import { Redaction } from "../authorization/redaction.ts";
import { tapResponse } from "../tap/tap-response.ts";
import { connectionFailed } from "./connection-failed.ts";
import { followRedirects } from "./follow-redirects.ts";
import { definedHeaders } from "./header-source.ts";
import type { HttpTransportOptions } from "./http-options.ts";
import { joinHeaders } from "./request-header.ts";

/** One HTTP request of a transport. */
export interface HttpRequest {
  /** The HTTP method. */
  readonly method: "POST" | "GET" | "DELETE";
  /** The URL before redirects. */
  readonly url: URL;
  /** The URL of the server, if it is another. */
  readonly server?: URL;
  /** The headers of the protocol, which no others replace. */
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON text of a message. */
  readonly body?: string;
  /** Cancels the request, and a wait for its authorization. */
  readonly signal: AbortSignal;
  /** The method and target of a message. */
  readonly operation?: ClientAuthOperation;
  /** Stops the time limit of the message during a login; see `SendOptions`. */
  readonly suspendTimeout?: () => () => void;
}

/** Headers that a program gives and a tap sees; any other may hold a key under a name of its own. */
const HARMLESS: ReadonlySet<string> = new Set([
  "accept-language",
  "traceparent",
  "tracestate",
  "user-agent",
  "x-correlation-id",
  "x-request-id",
]);

type GivenHeaders = Readonly<Record<string, string>>;

/**
 * Makes the HTTP requests of one connection: adds the given headers and credentials, follows
 * redirects within the origin, and shows each request to the tap.
 */
export class HttpRequester {
  readonly #options: HttpTransportOptions;
  readonly #authorizer: Authorizer | undefined;
  readonly #redaction = new Redaction();
  readonly #beginExchange: (() => TapExchange) | undefined;

  constructor(options: HttpTransportOptions) {
    const { auth, clock, fetch, tap } = options;
    this.#options = options;
    this.#authorizer = auth && new Authorizer(auth, (text) => this.redact(text), fetch);
    this.#beginExchange = tap && openTap(tap, { side: "client", transport: "http", clock });
  }

  /**
   * Makes one request.
   *
   * @throws MortiseError `CONNECTION_FAILED` when there is no response, `AUTHORIZATION_FAILED` when the
   * server refuses the credentials; the reason of the signal when that aborts.
   */
  async fetch(request: HttpRequest): Promise<Response> {
    const { headers = {} } = this.#options;
    const given = definedHeaders(typeof headers === "function" ? await headers() : headers);
    try {
      return await followRedirects(request, (url) => this.#authorize({ ...request, url }, given));
    } catch (error) {
      if (request.signal.aborted) throw error;
      if (MortiseError.is(error)) throw this.#redaction.applyToError(error);
      const place = request.url.origin + request.url.pathname;
      throw this.#redaction.applyToError(connectionFailed(place, error));
    }
  }

  /** Removes the credentials of this connection from a text of a server or a library. */
  redact(text: string): string {
    return this.#redaction.apply(text);
  }

  /** Removes the credentials of this connection from the texts of a JSON value. */
  redactJson<Value>(value: Value): Value {
    return this.#redaction.applyToJson(value);
  }

  /** Ends logins that still run. */
  close(): void {
    this.#authorizer?.close();
  }

  #authorize(request: HttpRequest, given: GivenHeaders): Promise<Response> {
    if (this.#authorizer === undefined) return this.#send(request, given, {});
    return this.#authorizer.send(request, (credentials) =>
      this.#send(request, given, definedHeaders(credentials)),
    );
  }

  async #send(
    request: HttpRequest,
    given: GivenHeaders,
    credentials: GivenHeaders,
  ): Promise<Response> {
    const { method, url, body, signal } = request;
    for (const value of Object.values(credentials)) this.#redaction.add(value);
    for (const [name, value] of Object.entries(given)) {
      if (isCredentialHeader(name)) this.#redaction.add(value);
    }
    const headers = joinHeaders({ ...given, ...credentials }, request.headers);
    const { fetch: send = fetch } = this.#options;
    const init: RequestInit = {
      method,
      signal,
      headers,
      redirect: "manual",
      ...(body !== undefined && { body }),
    };
    if (this.#beginExchange === undefined) return await send(url, init);
    const exchange = this.#beginExchange();
    const named = Object.keys(given).filter((name) => !HARMLESS.has(name.toLowerCase()));
    const secret = new Set(
      [...Object.keys(credentials), ...named].map((name) => name.toLowerCase()),
    );
    exchange.pass({
      kind: "request-head",
      direction: "sent",
      method,
      url: this.redact(tapUrl(url.href)),
      headers: Array.from(headers, ([name, value]) =>
        tapHeader(name, secret.has(name) ? "(redacted)" : value),
      ),
    });
    if (body !== undefined) exchange.data("sent", body);
    exchange.end("sent");
    try {
      return tapResponse(await send(url, init), exchange, (text) => this.redact(text));
    } catch (error) {
      exchange.end("received", this.redact(String(error)));
      throw error;
    }
  }
}
