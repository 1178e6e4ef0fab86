import type { ServerResponse } from "node:http";
import { ErrorCode } from "@mortise/protocol";
import type { HttpEngine, RouteHandler, Router } from "@mortise/server/internal";
import type { NodeExchangeOptions } from "./node-exchange.ts";
import { NodeExchange } from "./node-exchange.ts";
import { answerNodeRequest } from "./node-handler.ts";
import type { NodeRequest } from "./request-body.ts";
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

  constructor({ engine, router, fallback, guardsLoopback = false }: NodeEndpointOptions) {
    this.#engine = engine;
    this.#router = router;
    this.#fallback = fallback;
    this.#exchangeOptions = { reportsLoopback: guardsLoopback };
  }

  /** Answers a request; one for another path goes to `next`, if that is given. */
  handle(request: NodeRequest, response: ServerResponse, next?: () => void): void {
    const { url = "/", originalUrl = url } = request;
    const route = this.#router.find(pathOf(url), pathOf(originalUrl));
    const fallback = this.#fallback;
    if (route === "endpoint") {
      const exchange = this.#engine.open(
        new NodeExchange(request, response, this.#exchangeOptions),
      );
      answerNodeRequest({ engine: this.#engine, exchange, request, response });
    } else if (route !== "elsewhere") answerRoute(route, request, response);
    else if (fallback) fallback(request, response);
    else if (next) next();
    else this.#refuse(request, response);
  }

  #refuse(request: NodeRequest, response: ServerResponse): void {
    request.resume();
    const exchange = new NodeExchange(request, response);
    this.#engine.refuse(exchange, 404, ErrorCode.InvalidRequest, this.#router.nothingHere);
  }
}

/** Answers a request for a resource beside the endpoint. */
function answerRoute(route: RouteHandler, request: NodeRequest, response: ServerResponse): void {
  const { url } = new NodeExchange(request, response);
  if (!URL.canParse(url)) {
    response.writeHead(400).end();
    return;
  }
  void route(toWebRequest(request, response, url))
    .then((answer) => sendWebResponse(answer, response))
    // An invalid response cannot be sent, and its client must not wait for it.
    .catch(() => response.destroy());
}

/** Cuts the query off. */
function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query < 0 ? url : url.slice(0, query);
}
