import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpBody, HttpExchange, HttpStream } from "@mortise/server";
import { isLoopbackAddress } from "./loopback.ts";
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
}

/** One request of `node:http`, read and answered without web objects in between. */
export class NodeExchange implements HttpExchange {
  readonly method: string;
  readonly #request: IncomingMessage;
  readonly #response: CompressibleResponse;
  readonly #unreadTimeoutMs: number;
  readonly #reportsLoopback: boolean;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    { unreadTimeoutMs = UNREAD_TIMEOUT_MS, reportsLoopback = false }: NodeExchangeOptions = {},
  ) {
    this.#unreadTimeoutMs = unreadTimeoutMs;
    this.#reportsLoopback = reportsLoopback;
    this.method = request.method ?? "GET";
    this.#request = request;
    this.#response = response;
  }

  get isLoopback(): boolean {
    return this.#reportsLoopback && isLoopbackAddress(this.#request.socket.localAddress ?? "");
  }

  header(name: string): string | undefined {
    const value = this.#request.headers[name];
    return typeof value === "object" ? value.join(", ") : value;
  }

  reply(status: number, headers: Readonly<Record<string, string>>, body: HttpBody): void {
    const response = this.#response;
    // The client may have gone, or a cancelled handler may answer after all.
    if (response.headersSent || response.destroyed) return;
    if (typeof body === "string") {
      // RFC 9110, 8.6: a 204 has no content, and no length of it either.
      const length = status === 204 ? undefined : Buffer.byteLength(body);
      writeHead(response, status, withLength(headers, length));
      response.end(body);
      this.#awaitReader();
      return;
    }
    const length = body.reduce(
      (sum, part) => sum + (typeof part === "string" ? Buffer.byteLength(part) : part.byteLength),
      0,
    );
    writeHead(response, status, withLength(headers, length));
    response.cork();
    for (const part of body) response.write(part);
    response.end();
    response.uncork();
    this.#awaitReader();
  }

  stream(headers: Readonly<Record<string, string>>): HttpStream {
    const response = this.#response;
    if (!response.headersSent && !response.destroyed) {
      writeHead(response, 200, withLength(headers, undefined));
      response.flushHeaders();
    }
    return new ResponseStream(response, () => this.#awaitReader());
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
    if (response.destroyed && !response.writableFinished) queueMicrotask(callback);
    response.once("close", () => {
      if (!response.writableFinished) callback();
    });
  }
}

/** Writes the status and headers, beside those that a framework has set. */
function writeHead(response: ServerResponse, status: number, headers: readonly string[]): void {
  // Middleware that replaced `writeHead` does not always understand a list.
  if (!Object.hasOwn(response, "writeHead")) {
    response.writeHead(status, headers as string[]);
    return;
  }
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] as string;
    response.setHeader(name, headers[index + 1] as string);
  }
  response.writeHead(status);
}

function withLength(
  headers: Readonly<Record<string, string>>,
  length: number | undefined,
): string[] {
  const list: string[] = [];
  for (const name in headers) list.push(name, headers[name] as string);
  if (length !== undefined) list.push("content-length", String(length));
  return list;
}
