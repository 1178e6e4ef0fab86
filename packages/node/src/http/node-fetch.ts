import type { IncomingMessage, RequestOptions } from "node:http";
import { Agent as HttpAgent, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { NodeResponse } from "./node-response.ts";

/** What the HTTP transport of a client asks `fetch` for. */
export interface NodeFetchInit {
  readonly method: string;
  readonly headers: Headers;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

const platformFetch = globalThis.fetch;
const DISPATCHER = Symbol.for("undici.globalDispatcher.1");
const SECURE = { agent: new HttpsAgent({ keepAlive: true }), request: requestHttps };
const PLAIN = { agent: new HttpAgent({ keepAlive: true }), request: requestHttp };

/**
 * Makes one HTTP request by `node:http`, as `fetch` with `redirect: "manual"` does at more than
 * twice the cost; the response has what a client's transport reads of one.
 *
 * Whoever changed how the platform fetches is obeyed: a `fetch` or a global dispatcher that was
 * replaced, and proxies named in the environment (`NODE_USE_ENV_PROXY`), are used instead.
 */
export function nodeFetch(url: URL, init: NodeFetchInit): Promise<Response> {
  if (isPlatformChanged() || url.username !== "" || url.password !== "") {
    return fetch(url, { ...init, redirect: "manual" });
  }
  const { method, body, signal } = init;
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  if (signal?.aborted) {
    reject(signal.reason);
    return promise;
  }
  const { agent, request } = url.protocol === "https:" ? SECURE : PLAIN;
  const options: RequestOptions = {
    agent,
    method,
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port,
    path: url.pathname + url.search,
    headers: toHeaders(init.headers, body),
  };
  const sent = request(options);
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

function isPlatformChanged(): boolean {
  const dispatcher = (globalThis as { [DISPATCHER]?: object })[DISPATCHER];
  return (
    globalThis.fetch !== platformFetch ||
    process.env["NODE_USE_ENV_PROXY"] === "1" ||
    (dispatcher !== undefined && !isPlain(dispatcher))
  );
}

/**
 * Tells whether a dispatcher is as Node makes one by itself at the first `fetch` of a process: an
 * `Agent` that nobody gave certificates, limits or anything else.
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

function toHeaders(given: Headers, body: string | undefined): Record<string, string> {
  const headers: Record<string, string> = {
    "user-agent": "node",
    "accept-encoding": "gzip, deflate, br",
  };
  given.forEach((value, name) => {
    headers[name] = value;
  });
  if (body !== undefined) headers["content-length"] = String(Buffer.byteLength(body));
  return headers;
}
