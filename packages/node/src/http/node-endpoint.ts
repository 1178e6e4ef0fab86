import type { ServerResponse } from "node:http";
import { ErrorCode } from "@mortise/protocol";
import type { HttpEngine, RouteHandler, Router } from "@mortise/server/internal";
import { isHost } from "./host.ts";
import type { NodeExchangeOptions } from "./node-exchange.ts";
import { NodeExchange } from "./node-exchange.ts";
import { answerNodeRequest } from "./node-handler.ts";
import type { NodeRequest } from "./request-body.ts";
import { discard, wholePath } from "./request-body.ts";
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
    const route = this.#router.find(pathOf(request.url ?? "/"), pathOf(wholePath(request)));
    if (route === "elsewhere") this.#answerElsewhere(request, response, next);
    else if (!this.#isHostValid(request)) this.#refuseHost(request, response);
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
    } else if (next) next();
    else this.#refuse(request, response, { status: 404, message: this.#router.nothingHere });
  }

  /** Almost every request names the same host, so it is checked only when it changes. */
  #isHostValid({ headers: { host } }: NodeRequest): boolean {
    if (host === undefined || host === this.#lastHost) return true;
    if (!isHost(host)) return false;
    this.#lastHost = host;
    return true;
  }

  #refuseHost(request: NodeRequest, response: ServerResponse): void {
    const host = JSON.stringify(request.headers.host);
    const message = `The Host header must be a host name and an optional port; it is ${host}`;
    this.#refuse(request, response, { status: 400, message });
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
    const web = toWebRequest(request, response, { url, maxBodyBytes, onExcess });
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

/** Cuts the query off. */
function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}
