import type { OptionNames, TapExchange } from "@mortise/protocol";
import { checkOptions, ErrorCode, ProtocolError } from "@mortise/protocol";
import type { ServerCore } from "../core/server-core.ts";
import type { Origin } from "../request/origin.ts";
import type { HttpExchange } from "./exchange/exchange.ts";
import { FetchExchange } from "./exchange/fetch-exchange.ts";
import type { HttpOptions } from "./http-engine.ts";
import { HTTP_OPTIONS, HttpEngine } from "./http-engine.ts";
import { Router } from "./router.ts";

/** The request body was read by the program that hands the request over. */
const READ_BODY =
  "The request body was read before it reached Mortise; hand over an unread one, such as new Request(request, { body: text })";

/** Answers web requests that are not for the MCP endpoint. */
export type FetchFallback = (request: Request) => Response | Promise<Response>;

/** How a server answers web requests. */
export interface FetchOptions extends HttpOptions {
  /** The path of the MCP endpoint. Default: every path that nothing else answers. */
  readonly path?: string;
  /** Answers requests to paths that nothing of the server answers; needs `path`. Default: 404. */
  readonly fallback?: FetchFallback;
}

const OPTIONS: OptionNames<FetchOptions> = { ...HTTP_OPTIONS, path: true, fallback: true };

/** Serves a server over HTTP on any runtime that has the web's `Request` and `Response`. */
export class FetchHandler {
  readonly #engine: HttpEngine;
  readonly #router: Router;
  readonly #fallback: FetchFallback | undefined;
  readonly #unregister: () => void;

  constructor(core: ServerCore, options: FetchOptions = {}) {
    checkOptions("createFetchHandler", options, OPTIONS);
    this.#engine = new HttpEngine(core, options);
    this.#router = new Router(core, options, () => this.#engine.isClosed);
    this.#fallback = options.fallback;
    this.#unregister = core.onClose(() => this.#engine.close());
  }

  /** Answers one request. Never rejects: an unforeseen error is logged, and masked in a 500. */
  async handle(request: Request): Promise<Response> {
    try {
      const route = this.#router.find(new URL(request.url).pathname);
      if (route === "endpoint") return await this.#answer(request);
      return await (route === "elsewhere" ? this.#answerElsewhere(request) : route(request));
    } catch (error) {
      const exchange = new FetchExchange(request);
      this.#engine.fail(exchange, 500, error, undefined);
      return exchange.response;
    }
  }

  async #answer(request: Request): Promise<Response> {
    const web = new FetchExchange(request);
    const exchange = this.#engine.open(web);
    try {
      const origin = await this.#engine.admit(exchange);
      if (origin) await this.#receive(request, exchange, origin);
      else exchange.tap?.end("received", "the body was not read");
    } catch (error) {
      exchange.tap?.end("received", "the body was not read to its end");
      this.#engine.fail(exchange, 500, error, undefined);
    }
    return web.response;
  }

  async #receive(request: Request, exchange: HttpExchange, origin: Origin): Promise<void> {
    if (request.bodyUsed || request.body?.locked) {
      const error = new ProtocolError(ErrorCode.InternalError, READ_BODY);
      this.#engine.core.log({ level: "error", message: "A request body cannot be used", error });
      throw error;
    }
    const text = await readText(request, this.#engine.maxBodyBytes, exchange.tap);
    if (text === undefined) this.#engine.refuseSize(exchange);
    else this.#engine.post(exchange, text, origin);
  }

  async #answerElsewhere(request: Request): Promise<Response> {
    const fallback = this.#fallback;
    if (fallback) return fallback(request);
    const exchange = new FetchExchange(request);
    this.#engine.refuse(exchange, 404, ErrorCode.InvalidRequest, this.#router.nothingHere);
    return exchange.response;
  }

  /** Ends sessions and streams, letting running requests finish first. */
  close(): Promise<void> {
    this.#unregister();
    return this.#engine.close();
  }
}

async function readText(
  request: Request,
  limit: number,
  tap: TapExchange | undefined,
): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of chunksOf(request)) {
    size += chunk.byteLength;
    if (size > limit) {
      tap?.end("received", `the body is larger than ${limit} bytes`);
      return undefined;
    }
    tap?.data("received", chunk);
    text += decoder.decode(chunk, { stream: true });
  }
  tap?.end("received");
  return text + decoder.decode();
}

async function* chunksOf({ body }: Request): AsyncGenerator<Uint8Array> {
  try {
    yield* body ?? [];
  } catch (cause) {
    const message = "The request body broke off before its end; send the request again";
    throw new ProtocolError(ErrorCode.InvalidRequest, message, { http: { status: 400 }, cause });
  }
}
