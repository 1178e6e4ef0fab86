import type { ServerResponse } from "node:http";
import { ErrorCode } from "@mortise/protocol";
import type { HttpEngine, RouteHandler, Router } from "@mortise/server/internal";
import { isHost } from "./host.ts";
import { hostOf } from "./http2.ts";
import type { NodeExchangeOptions } from "./node-exchange.ts";
import { NodeExchange } from "./node-exchange.ts";
import { answerNodeRequest } from "./node-handler.ts";
import type { NodeRequest } from "./request-body.ts";
import { discard, takeRouteBody, toOriginForm, wholePath } from "./request-body.ts";
import { sendWebResponse, toWebRequest } from "./web-request.ts";

/** Answers a request that is not for the MCP endpoint, as a listener of `node:http` does. */
export type NodeFallback = (request: NodeRequest, response: ServerResponse) => void;

/** The parts of a {@link NodeEndpoint}. */
export interface NodeEndpointOptions {
  readonly engine: HttpEngine;
  readonly router: Router;
  /** Answers requests to other paths. Default: 404. */
  readonly fallback?: NodeFallback | undefined;
  /** Requests over loopback must name a loopback `Host`, unless the engine knows its hosts. */
  readonly guardsLoopback?: boolean;
}

/** Sends each request of `node:http` to what answers its path. */
export class NodeEndpoint {
  readonly #engine: HttpEngine;
  readonly #router: Router;
  readonly #fallback: NodeFallback | undefined;
  readonly #exchangeOptions: NodeExchangeOptions;
  #lastHost: string | undefined;

  constructor({ engine, router, fallback, guardsLoopback = false }: NodeEndpointOptions) {
    this.#engine = engine;
    this.#router = router;
    this.#fallback = fallback;
    this.#exchangeOptions = {
      reportsLoopback: guardsLoopback,
      onBadHead: (error) => void engine.core.mask(error, "response headers"),
    };
  }

  /**
   * Answers a request; one for another path goes to `next`, if that is given. Never throws: an
   * unforeseen error is logged, and masked in a 500.
   */
  handle(request: NodeRequest, response: ServerResponse, next?: () => void): void {
    try {
      this.#answer(request, response, next);
    } catch (error) {
      this.#fail({ request, response, error, where: "request" });
    }
  }

  #answer(request: NodeRequest, response: ServerResponse, next?: () => void): void {
    const pathname = pathOf(toOriginForm(request.url ?? "/"));
    const route = this.#router.find(pathname, pathOf(wholePath(request)));
    const fault = route === "elsewhere" ? undefined : this.#findHostFault(request);
    if (route === "elsewhere") this.#answerElsewhere(request, response, next);
    else if (fault !== undefined) this.#refuse(request, response, { status: 400, message: fault });
    else if (route === "endpoint") {
      const exchange = this.#engine.open(this.#exchange(request, response));
      answerNodeRequest({ engine: this.#engine, exchange, request, response });
    } else this.#answerRoute(route, request, response);
  }

  #exchange(request: NodeRequest, response: ServerResponse): NodeExchange {
    return new NodeExchange(request, response, this.#exchangeOptions);
  }

  #answerElsewhere(request: NodeRequest, response: ServerResponse, next?: () => void): void {
    const fallback = this.#fallback;
    if (fallback) {
      const fail = (error: unknown): void =>
        this.#fail({ request, response, error, where: "fallback" });
      try {
        // A fallback may be an async function, although its type says nothing of a promise.
        Promise.resolve(fallback(request, response) as unknown).catch(fail);
      } catch (error) {
        fail(error);
      }
    } else if (next) {
      const { url = "/" } = request;
      const isMounted = wholePath(request) !== toOriginForm(url);
      if (!isMounted && isMcpClient(request)) this.#router.warnOfStray(pathOf(url));
      next();
    } else this.#refuse(request, response, { status: 404, message: this.#router.nothingHere });
  }

  /**
   * Returns why the host of a request is refused. Almost every request names the same host, so it is
   * checked only when it changes.
   */
  #findHostFault(request: NodeRequest): string | undefined {
    const host = hostOf(request);
    // RFC 9112, 3.2: two Host headers are refused, because two readers may choose each another one.
    if (countHosts(request) > 1) return "There may be one Host header, and there are several";
    const { url = "/" } = request;
    if (!url.startsWith("/") && !isSameHost(url, host)) {
      return `The request target names another host than the Host header, which is ${JSON.stringify(host)}`;
    }
    if (host === undefined || host === this.#lastHost) return undefined;
    if (isHost(host)) {
      this.#lastHost = host;
      return undefined;
    }
    return `The Host header must be a host name and an optional port; it is ${JSON.stringify(host)}`;
  }

  /** Answers a request for a resource beside the endpoint. */
  #answerRoute(route: RouteHandler, request: NodeRequest, response: ServerResponse): void {
    const { maxBodyBytes } = this.#engine;
    const exchange = this.#exchange(request, response);
    const onExcess = (): void => this.#refuseSize(exchange, request);
    if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes) {
      onExcess();
      return;
    }
    const { url } = exchange;
    if (!URL.canParse(url)) {
      this.#refuse(request, response, { status: 400, message: "The request target is not a URL" });
      return;
    }
    const body = takeRouteBody(request);
    if (body !== undefined && Buffer.byteLength(body) > maxBodyBytes) {
      onExcess();
      return;
    }
    const web = toWebRequest(request, response, { url, maxBodyBytes, onExcess, body });
    void route(web)
      .then((answer) => {
        if (isBodyLeft(web, answer)) discard(request, maxBodyBytes);
        return sendWebResponse(answer, response);
      })
      .catch((error: unknown) => this.#fail({ request, response, error, where: "route" }));
  }

  #refuseSize(exchange: NodeExchange, request: NodeRequest): void {
    this.#engine.refuseSize(exchange);
    discard(request, this.#engine.maxBodyBytes);
  }

  #refuse(
    request: NodeRequest,
    response: ServerResponse,
    { status, message }: { readonly status: number; readonly message: string },
  ): void {
    discard(request, this.#engine.maxBodyBytes);
    const exchange = this.#exchange(request, response);
    this.#engine.refuse(exchange, status, ErrorCode.InvalidRequest, message);
  }

  /** Logs an unforeseen error and answers with a masked one, as far as nothing was answered yet. */
  #fail({ request, response, error, where }: Failure): void {
    try {
      const { message } = this.#engine.core.mask(error, where);
      if (response.headersSent) {
        if (!response.writableFinished) response.destroy();
        return;
      }
      discard(request, this.#engine.maxBodyBytes);
      const exchange = this.#exchange(request, response);
      this.#engine.refuse(exchange, 500, ErrorCode.InternalError, message);
    } catch {
      // Nothing that an error does while it is described may end the process.
      response.destroy();
    }
  }
}

/** An unforeseen error while a request was answered. */
interface Failure {
  readonly request: NodeRequest;
  readonly response: ServerResponse;
  readonly error: unknown;
  /** The part that failed, as the log names it. */
  readonly where: string;
}

/** Reports whether a route read nothing of a body, and does not pass it on in its response. */
function isBodyLeft(request: Request, answer: Response): boolean {
  return !request.bodyUsed && !request.body?.locked && answer.body !== request.body;
}

function countHosts({ rawHeaders }: NodeRequest): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.length === 4 && name.toLowerCase() === "host") count += 1;
  }
  return count;
}

/** Reports whether a target that is a whole URL names `host`; any other target names none. */
function isSameHost(target: string, host: string | undefined): boolean {
  const url = URL.parse(target);
  if (url === null || !/^https?:$/.test(url.protocol)) return true;
  return host !== undefined && URL.parse(`${url.protocol}//${host}`)?.host === url.host;
}

/** Reports whether a request has the headers that MCP clients send, and browsers do not. */
function isMcpClient({ method, headers }: NodeRequest): boolean {
  if (headers["mcp-protocol-version"] !== undefined) return true;
  return method === "POST" && headers.accept?.includes("text/event-stream") === true;
}

/** Cuts the query off. */
function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}
