import type { AuthHeaders } from "@mortise/protocol";
import { ErrorCode } from "@mortise/protocol";
import { AuthRoutes } from "../authorization/auth-routes.ts";
import type { ServerCore } from "../core/server-core.ts";
import type { HttpBody, HttpExchange, HttpStream } from "./exchange/exchange.ts";
import type { HttpOptions } from "./http-engine.ts";
import { HttpEngine } from "./http-engine.ts";

/** Characters of an event stream that may wait for a slow reader. */
const MAX_BUFFERED = 4 * 1024 * 1024;

/** How a server answers web requests. */
export interface FetchOptions extends HttpOptions {
  /** The path of the endpoint; other paths get 404. Default: every path is the endpoint. */
  readonly path?: string;
}

/** Serves a server over HTTP on any runtime that has the web's `Request` and `Response`. */
export class FetchHandler {
  readonly #engine: HttpEngine;
  readonly #routes: AuthRoutes;
  readonly #path: string | undefined;

  constructor(core: ServerCore, options: FetchOptions = {}) {
    this.#engine = new HttpEngine(core, options);
    this.#path = options.path;
    this.#routes = new AuthRoutes(core.auth, { path: options.path, mask: core.mask });
  }

  /** Answers one request. */
  async handle(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const route = this.#routes.find(pathname);
    if (route) return this.#routes.answer(route, request);
    const exchange = new FetchExchange(request);
    if (this.#path !== undefined && pathname !== this.#path) {
      const message = `There is nothing here; the MCP endpoint is ${this.#path}`;
      this.#engine.refuse(exchange, 404, ErrorCode.InvalidRequest, message);
      return exchange.response;
    }
    const origin = await this.#engine.admit(exchange);
    if (!origin) return exchange.response;
    const text = await readText(request, this.#engine.maxBodyBytes);
    if (text === undefined) this.#engine.refuseSize(exchange);
    else this.#engine.post(exchange, text, origin);
    return exchange.response;
  }

  /** Ends sessions and streams, letting running requests finish first. */
  close(): Promise<void> {
    return this.#engine.close();
  }
}

/** Answers HTTP requests, until it is closed. */
export interface FetchFunction {
  (request: Request): Promise<Response>;
  /** Ends sessions and streams, letting running requests finish first. */
  close(): Promise<void>;
}

/** Makes the function that answers HTTP requests to a server, with limits and origins of its own. */
export function createFetchHandler(server: ServerCore, options: FetchOptions = {}): FetchFunction {
  const handler = new FetchHandler(server, options);
  return Object.assign((request: Request) => handler.handle(request), {
    close: () => handler.close(),
  });
}

async function readText(request: Request, limit: number): Promise<string | undefined> {
  if (!request.body) return "";
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > limit) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

class FetchExchange implements HttpExchange {
  readonly method: string;
  readonly peerAddress: undefined;
  readonly response: Promise<Response>;
  readonly #added: AuthHeaders[number][] = [];
  readonly #request: Request;
  readonly #respond: (response: Response) => void;
  readonly #onGone: (() => void)[] = [];
  #isGone = false;

  constructor(request: Request) {
    const { promise, resolve } = Promise.withResolvers<Response>();
    this.method = request.method;
    this.response = promise;
    this.#request = request;
    this.#respond = resolve;
    request.signal.addEventListener("abort", () => this.#gone(), { once: true });
  }

  get url(): string {
    return this.#request.url;
  }

  headerValues(name: string): readonly string[] {
    const value = this.header(name);
    return value === undefined ? [] : [value];
  }

  addHeaders(headers: AuthHeaders): void {
    this.#added.push(...headers);
  }

  header(name: string): string | undefined {
    const value = this.#request.headers.get(name);
    // Some runtimes keep Host out of the headers; the URL was made from it.
    if (value === null && name === "host") return new URL(this.#request.url).host;
    return value ?? undefined;
  }

  reply(status: number, headers: Readonly<Record<string, string>>, body: HttpBody): void {
    const content = typeof body === "string" ? body : new Blob(body as BlobPart[]);
    this.#respond(
      new Response(content === "" ? null : content, {
        status,
        headers: [...Object.entries(headers), ...this.#added] as [string, string][],
      }),
    );
  }

  stream(headers: Readonly<Record<string, string>>): HttpStream {
    const encoder = new TextEncoder();
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (given) => {
          controller = given;
        },
        cancel: () => this.#gone(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MAX_BUFFERED }),
    );
    this.#respond(
      new Response(body, {
        status: 200,
        headers: [...Object.entries(headers), ...this.#added] as [string, string][],
      }),
    );
    let isEnded = false;
    return {
      write: (text) => {
        if (isEnded || !controller) return false;
        // One message may be larger than the limit; only what lies unread before it counts.
        if ((controller.desiredSize ?? 0) <= 0) {
          isEnded = true;
          controller.error(new Error("The client reads too slowly"));
          this.#gone();
          return false;
        }
        controller.enqueue(encoder.encode(text));
        return true;
      },
      get unread() {
        return MAX_BUFFERED - (controller?.desiredSize ?? MAX_BUFFERED);
      },
      end: () => {
        if (isEnded) return;
        isEnded = true;
        try {
          controller?.close();
        } catch {
          // The reader cancelled the stream first, which closed it.
        }
      },
    };
  }

  onGone(callback: () => void): void {
    // The client may have gone before anybody asked to be told.
    if (this.#isGone) queueMicrotask(callback);
    else this.#onGone.push(callback);
  }

  #gone(): void {
    this.#isGone = true;
    for (const callback of this.#onGone.splice(0)) callback();
  }
}
