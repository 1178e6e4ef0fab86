import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpBody, HttpExchange, HttpStream } from "@mortise/server";

/** Bytes of an event stream that may wait for a slow reader. */
const MAX_BUFFERED = 4 * 1024 * 1024;
/** How long a client may read nothing of an answer that is all written, before it is cut off. */
const UNREAD_TIMEOUT_MS = 30_000;

/** One request of `node:http`, read and answered without web objects in between. */
export class NodeExchange implements HttpExchange {
  readonly method: string;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #unreadTimeoutMs: number;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    unreadTimeoutMs: number = UNREAD_TIMEOUT_MS,
  ) {
    this.#unreadTimeoutMs = unreadTimeoutMs;
    this.method = request.method ?? "GET";
    this.#request = request;
    this.#response = response;
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
      response.writeHead(status, withLength(headers, length));
      response.end(body);
      this.#awaitReader();
      return;
    }
    const length = body.reduce(
      (sum, part) => sum + (typeof part === "string" ? Buffer.byteLength(part) : part.byteLength),
      0,
    );
    response.writeHead(status, withLength(headers, length));
    response.cork();
    for (const part of body) response.write(part);
    response.end();
    response.uncork();
    this.#awaitReader();
  }

  stream(headers: Readonly<Record<string, string>>): HttpStream {
    const response = this.#response;
    if (!response.headersSent && !response.destroyed) {
      response.writeHead(200, headers);
      response.flushHeaders();
    }
    return {
      write: (text) => {
        if (response.destroyed || response.writableEnded) return false;
        // One message may be larger than the limit; only what lies unread before it counts.
        if (response.writableLength >= MAX_BUFFERED) {
          response.destroy();
          return false;
        }
        response.write(text);
        return true;
      },
      get unread() {
        return response.writableLength;
      },
      end: () => {
        if (response.destroyed) return;
        response.end();
        this.#awaitReader();
      },
    };
  }

  /** What lies unread is memory of ours; a client that takes none of it for long has gone. */
  #awaitReader(): void {
    const response = this.#response;
    if (response.writableLength === 0) return;
    response.setTimeout(this.#unreadTimeoutMs, () => response.destroy());
  }

  onGone(callback: () => void): void {
    const response = this.#response;
    // The client may have gone before anybody asked to be told.
    if (response.destroyed && !response.writableFinished) queueMicrotask(callback);
    response.once("close", () => {
      if (!response.writableFinished) callback();
    });
  }
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
