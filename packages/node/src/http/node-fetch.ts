import type { IncomingMessage, RequestOptions } from "node:http";
import { Agent as HttpAgent, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { NodeResponse } from "./node-response.ts";

/** The parts of a request that the HTTP transport of a client sets. */
export interface NodeFetchInit {
  readonly method: string;
  readonly headers: Headers;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

const platformFetch = globalThis.fetch;
/** Node too reads this once, when it starts. */
const isProxied = process.env["NODE_USE_ENV_PROXY"] === "1";
/** The dispatcher that was found to be plain, so that it is examined once and not for each request. */
let plainDispatcher: object | undefined;
const DISPATCHER = Symbol.for("undici.globalDispatcher.1");
const SECURE = { agent: new HttpsAgent({ keepAlive: true }), request: requestHttps };
const PLAIN = { agent: new HttpAgent({ keepAlive: true }), request: requestHttp };

/**
 * Makes one HTTP request by `node:http`, as `fetch` with `redirect: "manual"` does at more than
 * twice the cost; the response has what a client's transport reads of one.
 *
 * A replaced global `fetch` or dispatcher, and proxies named in the environment
 * (`NODE_USE_ENV_PROXY`), are used instead.
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
    headers: toHeaders(url.host, init.headers, body),
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

/** Lists names and values in turn, which `node:http` writes as they are; it checks a record twice. */
function toHeaders(host: string, given: Headers, body: string | undefined): string[] {
  const headers: Record<string, string> = {
    host,
    "user-agent": "node",
    "accept-encoding": "gzip, deflate, br",
  };
  given.forEach((value, name) => {
    headers[name] = value;
  });
  if (body !== undefined) headers["content-length"] = String(Buffer.byteLength(body));
  const list: string[] = [];
  for (const name in headers) list.push(name, headers[name] as string);
  return list;
}
