import type { ServerResponse } from "node:http";
import { ErrorCode } from "@mortise/protocol";
import type { HttpEngine } from "@mortise/server";
import { AuthRoutes } from "@mortise/server";
import { answerAuthRoute } from "./auth-route.ts";
import type { NodeExchangeOptions } from "./node-exchange.ts";
import { NodeExchange } from "./node-exchange.ts";
import { answerNodeRequest } from "./node-handler.ts";
import type { NodeRequest } from "./request-body.ts";

/** Answers a request that is not for the MCP endpoint, as a listener of `node:http` does. */
export type NodeFallback = (request: NodeRequest, response: ServerResponse) => void;

/** Where the endpoint is, and what answers elsewhere. */
export interface NodeEndpointOptions {
  /** The path of the MCP endpoint, below where a framework mounted it. Default: every path. */
  readonly path?: string | undefined;
  /** Answers requests to other paths. Default: 404. */
  readonly fallback?: NodeFallback | undefined;
  /** Requests over loopback must name a loopback `Host`, unless the engine knows its hosts. */
  readonly guardsLoopback?: boolean;
}

/** Sends each request of `node:http` to what answers its path. */
export class NodeEndpoint {
  readonly #engine: HttpEngine;
  readonly #path: string | undefined;
  readonly #fallback: NodeFallback | undefined;
  readonly #exchangeOptions: NodeExchangeOptions;
  readonly #routes: AuthRoutes;

  constructor(engine: HttpEngine, options: NodeEndpointOptions) {
    const { path, fallback, guardsLoopback = false } = options;
    this.#engine = engine;
    this.#path = path;
    this.#routes = new AuthRoutes(engine.core.auth, { path, mask: engine.core.mask });
    this.#fallback = fallback;
    this.#exchangeOptions = { reportsLoopback: guardsLoopback };
  }

  /** Answers a request; one for another path goes to `next` where there is one. */
  handle(request: NodeRequest, response: ServerResponse, next?: () => void): void {
    const path = this.#path;
    if (path === undefined || isAt(request.url ?? "", path)) {
      const exchange = new NodeExchange(request, response, this.#exchangeOptions);
      answerNodeRequest({ engine: this.#engine, exchange, request, response });
    } else if (answerAuthRoute(this.#routes, request, response)) return;
    else if (this.#fallback) this.#fallback(request, response);
    else if (next) next();
    else this.#refuse(request, response, path);
  }

  #refuse(request: NodeRequest, response: ServerResponse, path: string): void {
    request.resume();
    this.#engine.refuse(
      new NodeExchange(request, response),
      404,
      ErrorCode.InvalidRequest,
      `There is nothing here; the MCP endpoint is ${path}`,
    );
  }
}

/** Compares the path of `url`, without its query and one slash at its end. */
function isAt(url: string, path: string): boolean {
  if (url === path) return true;
  if (!url.startsWith(path)) return false;
  const rest = url[path.length] === "/" ? url.slice(path.length + 1) : url.slice(path.length);
  return rest === "" || rest.startsWith("?");
}
