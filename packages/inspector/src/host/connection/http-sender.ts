import type { NodeFetchInit } from "@mortise/node";
import { nodeFetch } from "@mortise/node";
import type { Tap } from "@mortise/protocol";
import {
  encodeHeaderValue,
  MortiseError,
  openTap,
  tapHeader,
  tapUrl,
  transportFetch,
} from "@mortise/protocol";
import { guardedLookup, refuseBlockedHost } from "./blocked-address.ts";
import type { InspectorTarget } from "./target.ts";

/** Headers of a message that stand for its content, and so are none of the next one. */
const OF_MESSAGE = /^(?:content-length|mcp-method|mcp-name|mcp-param-.*|last-event-id|accept)$/;

/** Headers of the protocol, whose values are no secrets. */
const SHOWN = /^(?:accept|content-type|mcp-protocol-version|mcp-method|mcp-name|user-agent)$/;

/** A raw request over HTTP. */
export interface RawPost {
  readonly url: string;
  readonly body: string;
  /** Headers in place of those that the client sends. */
  readonly headers: Readonly<Record<string, string>>;
  readonly tap: Tap;
  readonly signal: AbortSignal;
}

/**
 * The HTTP of one connection: carries the requests of its client, and sends bytes as they are with the
 * session and the credentials of the client's last request.
 */
export class HttpSender {
  /** Fits as the `fetch` of a client. */
  readonly fetch: typeof fetch;
  readonly #isGuarded: boolean;
  readonly #mark: (() => readonly [name: string, value: string]) | undefined;
  #last = new Headers();

  /** A guarded sender refuses the addresses that a URL named in a browser must not reach. */
  constructor({ isGuarded = false, mark }: Pick<InspectorTarget, "isGuarded" | "mark">) {
    this.#isGuarded = isGuarded;
    this.#mark = mark;
    const carry = (url: URL, init: NodeFetchInit): Promise<Response> => {
      if (init.method === "POST") this.#last = new Headers(init.headers);
      return this.#send(url, init);
    };
    // The client's transport asks for no more of it than of `nodeFetch`.
    Object.defineProperty(carry, transportFetch, { value: true });
    this.fetch = carry as unknown as typeof fetch;
  }

  /**
   * Sends bytes and shows both sides to the tap; resolves when the answer has ended.
   *
   * @throws MortiseError `HTTP_ERROR` for a status that is no success; the errors of the network.
   */
  async post({ url, body, headers: given, tap, signal }: RawPost): Promise<void> {
    const target = new URL(url);
    const headers = this.#headersFor(body, given);
    const isGiven = new Set(Object.keys(given).map((name) => name.toLowerCase()));
    const exchange = openTap(tap, { side: "client", transport: "http" })();
    exchange.pass({
      kind: "request-head",
      direction: "sent",
      method: "POST",
      url: tapUrl(target.href),
      headers: Array.from(headers, ([name, value]) =>
        // Headers of the command line may hold a key under a name of their own.
        tapHeader(name, SHOWN.test(name) || isGiven.has(name) ? value : "(redacted)"),
      ),
    });
    exchange.data("sent", body);
    exchange.end("sent");
    try {
      const response = await this.#send(target, { method: "POST", headers, body, signal });
      const { status } = response;
      exchange.pass({
        kind: "response-head",
        direction: "received",
        status,
        headers: Array.from(response.headers, ([name, value]) => tapHeader(name, value)),
      });
      const parts = (response.body ?? []) as AsyncIterable<Uint8Array>;
      for await (const part of parts) exchange.data("received", part);
      exchange.end("received");
      if (status >= 200 && status < 300) return;
      const message = `POST ${target.origin}${target.pathname} was answered ${status}`;
      throw new MortiseError("HTTP_ERROR", message, { data: { status } });
    } catch (error) {
      exchange.end("received", error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  async #send(url: URL, given: NodeFetchInit): Promise<Response> {
    const init = this.#mark === undefined ? given : withHeader(given, this.#mark());
    if (!this.#isGuarded) return await nodeFetch(url, init);
    refuseBlockedHost(url.hostname);
    return await nodeFetch(url, { ...init, lookup: guardedLookup });
  }

  #headersFor(body: string, given: Readonly<Record<string, string>>): Headers {
    const headers = new Headers();
    this.#last.forEach((value, name) => {
      if (!OF_MESSAGE.test(name)) headers.set(name, value);
    });
    headers.set("content-type", "application/json");
    headers.set("accept", "application/json, text/event-stream");
    // 2026-07-28, Standard Request Headers: they repeat the body.
    if (headers.has("mcp-protocol-version")) {
      for (const [name, value] of Object.entries(mirror(body))) headers.set(name, value);
    }
    for (const [name, value] of Object.entries(given)) headers.set(name, value);
    return headers;
  }
}

function withHeader(
  init: NodeFetchInit,
  [name, value]: readonly [name: string, value: string],
): NodeFetchInit {
  const headers = new Headers(init.headers);
  headers.set(name, value);
  return { ...init, headers };
}

function mirror(body: string): Record<string, string> {
  try {
    const { method, params } = JSON.parse(body) as {
      readonly method?: unknown;
      readonly params?: { readonly name?: unknown; readonly uri?: unknown };
    };
    if (typeof method !== "string") return {};
    const subject = params?.name ?? params?.uri;
    const name = typeof subject === "string" ? { "mcp-name": encodeHeaderValue(subject) } : {};
    return { "mcp-method": method, ...name };
  } catch {
    return {};
  }
}
