import type { Agent, IncomingMessage, RequestOptions } from "node:http";
import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { MortiseError, transportFetch } from "@mortise/protocol";
import { NodeResponse } from "./node-response.ts";

/** The parts of a request that the HTTP transport of a client sets. */
export interface NodeFetchInit {
  /** The HTTP method. */
  readonly method: string;
  /** The headers, beside those that every request has. */
  readonly headers: Headers;
  /** The body. */
  readonly body?: string;
  /** Cancels the request. */
  readonly signal?: AbortSignal;
  /**
   * Resolves the name of the host, and may refuse it. The request goes to the address that it returns, and
   * not by a proxy, which would resolve the name itself. Default: the operating system.
   */
  readonly lookup?: LookupFunction;
}

const platformFetch = globalThis.fetch;
/** Node too reads this once, when it starts. */
const isProxied = process.env["NODE_USE_ENV_PROXY"] === "1";
/** The dispatcher that was found to be plain, so that it is examined once and not for each request. */
let plainDispatcher: object | undefined;
const DISPATCHER = Symbol.for("undici.globalDispatcher.1");

interface HttpClient {
  readonly agent: Agent;
  /** Its `request` is looked up for each request, since a tracer may replace it. */
  readonly module: Pick<typeof http, "request">;
}

const CLIENTS: Readonly<Record<string, HttpClient | undefined>> = {
  "http:": { agent: new http.Agent({ keepAlive: true }), module: http },
  "https:": { agent: new https.Agent({ keepAlive: true }), module: https },
};

/**
 * Makes one HTTP request by `node:http`, as `fetch` with `redirect: "manual"` does at more than
 * twice the cost; the response has what a client's transport reads of one.
 *
 * A replaced global `fetch` or dispatcher, and proxies named in the environment
 * (`NODE_USE_ENV_PROXY`), are used instead, unless `lookup` is given.
 */
export function nodeFetch(url: URL, init: NodeFetchInit): Promise<Response> {
  const { method, body, signal, lookup } = init;
  const isForFetch = isPlatformChanged() || url.username !== "" || url.password !== "";
  if (isForFetch && lookup === undefined) return fetch(url, { ...init, redirect: "manual" });
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  if (signal?.aborted) {
    reject(signal.reason);
    return promise;
  }
  const client = CLIENTS[url.protocol];
  if (client === undefined) return Promise.reject(notHttp(url));
  const options: RequestOptions = {
    agent: client.agent,
    method,
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port,
    path: url.pathname + url.search,
    headers: toHeaders(url.host, init.headers, body),
    ...(lookup && { lookup }),
  };
  const sent = client.module.request(options);
  let answer: IncomingMessage | undefined;
  const abort = (): void => {
    (answer ?? sent).destroy(signal?.reason);
  };
  signal?.addEventListener("abort", abort, { once: true });
  sent.on("response", (message) => {
    answer = message;
    // The transport reads these parts of a Response and no others.
    resolve(new NodeResponse(message) as unknown as Response);
  });
  sent.on("error", reject);
  sent.on("close", () => signal?.removeEventListener("abort", abort));
  sent.end(body);
  return promise;
}

Object.defineProperty(nodeFetch, transportFetch, { value: true });

function isPlatformChanged(): boolean {
  const dispatcher = (globalThis as { [DISPATCHER]?: object })[DISPATCHER];
  if (globalThis.fetch !== platformFetch || isProxied) return true;
  if (dispatcher === undefined || dispatcher === plainDispatcher) return false;
  if (!isPlain(dispatcher)) return true;
  plainDispatcher = dispatcher;
  return false;
}

/**
 * Whether a dispatcher is the one that Node makes at the first `fetch` of a process: an `Agent` without
 * certificates, limits or other options.
 */
function isPlain(dispatcher: object): boolean {
  if (dispatcher.constructor.name !== "Agent") return false;
  const symbol = Object.getOwnPropertySymbols(dispatcher).find(
    ({ description }) => description === "options",
  );
  const options = symbol && (dispatcher as Record<symbol, unknown>)[symbol];
  if (typeof options !== "object" || options === null) return false;
  return Object.values(options).every((value) => value === undefined || value === Infinity);
}

/**
 * Makes the record of headers; tracers read and add to `options.headers` by name, which they cannot do
 * with a list.
 */
function toHeaders(
  host: string,
  given: Headers,
  body: string | undefined,
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {
    host,
    "user-agent": "node",
    "accept-encoding": "gzip, deflate, br",
  };
  given.forEach((value, name) => {
    headers[name] = value;
  });
  // Headers joins repeated values, save for cookies.
  const cookies = given.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  if (body !== undefined) headers["content-length"] = String(Buffer.byteLength(body));
  return headers;
}

function notHttp({ protocol }: URL): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    `A request cannot go to a URL of ${protocol}; only http: and https: are spoken`,
  );
}
