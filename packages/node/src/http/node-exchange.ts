import type { ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";
import type { AuthHeaders } from "@mortise/protocol";
import type { HttpBody, HttpExchange, HttpStream } from "@mortise/server/internal";
import { headerPairs } from "./header-pairs.ts";
import { hostOf, isCutOff, isDestroyed } from "./http2.ts";
import { isLoopbackAddress } from "./loopback.ts";
import type { NodeRequest } from "./request-body.ts";
import { isRead, wholePath } from "./request-body.ts";
import { isFraming, sendBare, writeHead } from "./response-head.ts";
import type { CompressibleResponse } from "./response-stream.ts";
import { ResponseStream } from "./response-stream.ts";

/** How long a client may read nothing of a response that is all written, before it is cut off. */
const UNREAD_TIMEOUT_MS = 30_000;

/** Settings of a {@link NodeExchange}. */
export interface NodeExchangeOptions {
  /** Milliseconds that a client may read nothing of a complete response. Default 30,000. */
  readonly unreadTimeoutMs?: number;
  /** Reports whether the request arrived over loopback, so that its `Host` must be a loopback name. */
  readonly reportsLoopback?: boolean;
  /** Receives the error of headers that HTTP cannot carry; the client receives a bare 500. */
  readonly onBadHead?: (error: unknown) => void;
}

/** One request of `node:http`, read and answered without web objects in between. */
export class NodeExchange implements HttpExchange {
  readonly method: string;
  readonly #request: NodeRequest;
  readonly #response: CompressibleResponse;
  readonly #unreadTimeoutMs: number;
  readonly #reportsLoopback: boolean;
  readonly #onBadHead: ((error: unknown) => void) | undefined;
  #added: AuthHeaders = [];

  constructor(request: NodeRequest, response: ServerResponse, options: NodeExchangeOptions = {}) {
    const { unreadTimeoutMs = UNREAD_TIMEOUT_MS, reportsLoopback = false, onBadHead } = options;
    this.#onBadHead = onBadHead;
    this.#unreadTimeoutMs = unreadTimeoutMs;
    this.#reportsLoopback = reportsLoopback;
    this.method = request.method ?? "GET";
    this.#request = request;
    this.#response = response;
  }

  get isLoopback(): boolean {
    return this.#reportsLoopback && isLoopbackAddress(this.#request.socket.localAddress ?? "");
  }

  get isBodyRead(): boolean {
    return isRead(this.#request);
  }

  get url(): string {
    const request = this.#request;
    const { encrypted } = request.socket as Partial<TLSSocket>;
    const scheme = encrypted ? "https" : "http";
    return `${scheme}://${hostOf(request) ?? "localhost"}${wholePath(request)}`;
  }

  get peerAddress(): string | undefined {
    return this.#request.socket.remoteAddress;
  }

  headerValues(name: string): readonly string[] {
    const { rawHeaders } = this.#request;
    const values: string[] = [];
    // `headersDistinct` would list every header of the request for the one that is asked for.
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      const own = rawHeaders[at] as string;
      if (own.length === name.length && own.toLowerCase() === name) {
        values.push(rawHeaders[at + 1] as string);
      }
    }
    return values;
  }

  requestHeaders(): readonly (readonly [name: string, value: string])[] {
    return Array.from(headerPairs(this.#request.rawHeaders), ([name, value]) => [
      name.toLowerCase(),
      value,
    ]);
  }

  addHeaders(headers: AuthHeaders): void {
    this.#added = [...this.#added, ...headers];
  }

  header(name: string): string | undefined {
    if (name === "host") return hostOf(this.#request);
    const value = this.#request.headers[name];
    return typeof value === "object" ? value.join(", ") : value;
  }

  reply(status: number, headers: Readonly<Record<string, string>>, body: HttpBody): void {
    const response = this.#response;
    // The client may have gone, or a cancelled handler may answer after all.
    if (response.headersSent || isDestroyed(response)) return;
    if (typeof body === "string") {
      // RFC 9110, 8.6: a 204 has no content, and no length of it either.
      const length = status === 204 ? undefined : Buffer.byteLength(body);
      if (!this.#writeHead(status, withLength([headers, this.#added], length))) return;
      response.end(body);
      this.#awaitReader();
      return;
    }
    const length = body.reduce(
      (sum, part) => sum + (typeof part === "string" ? Buffer.byteLength(part) : part.byteLength),
      0,
    );
    if (!this.#writeHead(status, withLength([headers, this.#added], length))) return;
    response.cork();
    for (const part of body) response.write(part);
    response.end();
    response.uncork();
    this.#awaitReader();
  }

  stream(headers: Readonly<Record<string, string>>): HttpStream {
    const response = this.#response;
    if (!response.headersSent && !isDestroyed(response)) {
      const isWritten = this.#writeHead(200, withLength([headers, this.#added], undefined));
      if (isWritten) response.flushHeaders();
    }
    return new ResponseStream(response, () => this.#awaitReader());
  }

  /** Returns `false` for headers that HTTP cannot carry, which are answered with a bare 500. */
  #writeHead(status: number, headers: readonly string[]): boolean {
    try {
      writeHead(this.#response, status, headers);
      return true;
    } catch (error) {
      sendBare(this.#response, 500);
      this.#onBadHead?.(error);
      return false;
    }
  }

  /** Unread data is memory of this process; a client that reads none of it for long has gone. */
  #awaitReader(): void {
    const response = this.#response;
    // Compression holds data back before it reaches the response.
    if (response.writableLength === 0 && response.flush === undefined) return;
    response.setTimeout(this.#unreadTimeoutMs, () => response.destroy());
  }

  onGone(callback: () => void): void {
    const response = this.#response;
    // The client may have gone before this call.
    if (isDestroyed(response) && isCutOff(response)) queueMicrotask(callback);
    response.once("close", () => {
      if (isCutOff(response)) callback();
    });
  }
}

/** Lists headers as `writeHead` takes them, so that a name may come several times. */
function withLength(
  [headers, added]: readonly [Readonly<Record<string, string>>, AuthHeaders],
  length: number | undefined,
): string[] {
  const list: string[] = [];
  for (const name in headers) list.push(name, headers[name] as string);
  // A second length would let the response end elsewhere than its receiver expects.
  for (const [name, value] of added) if (!isFraming(name)) list.push(name, value);
  if (length !== undefined) list.push("content-length", String(length));
  return list;
}
