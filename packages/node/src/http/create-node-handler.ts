import type { ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { OptionNames } from "@mortise/protocol";
import { checkOptions } from "@mortise/protocol";
import type { HttpOptions, Server } from "@mortise/server";
import { coreOf, HTTP_OPTIONS, HttpEngine, Router } from "@mortise/server/internal";
import { findTelemetry } from "../telemetry/find-telemetry.ts";
import type { NodeFallback } from "./node-endpoint.ts";
import { NodeEndpoint } from "./node-endpoint.ts";
import type { NodeRequest } from "./request-body.ts";

/** How {@link createNodeHandler} answers. */
export interface NodeHandlerOptions extends HttpOptions {
  /**
   * The path of the MCP endpoint, such as `/mcp`, below where a framework mounts the handler: leave
   * it out after `app.use("/mcp", …)`, which would make it `/mcp/mcp`.
   * Default: every request that the handler is called with is for the endpoint.
   */
  readonly path?: string;
  /**
   * Answers requests to paths that nothing of the server answers; needs `path`. Default: `next` where
   * the framework gives one, otherwise 404.
   */
  readonly fallback?: NodeFallback;
}

const OPTIONS: OptionNames<NodeHandlerOptions> = { ...HTTP_OPTIONS, path: true, fallback: true };

/** Answers requests of `node:http` and of frameworks on it, until it is closed. */
export interface NodeHandler extends AsyncDisposable {
  /**
   * Answers one request. `next` is called for requests to other paths than the option `path`, where
   * no `fallback` answers them; without `path` it is never called.
   */
  (
    request: NodeRequest | Http2ServerRequest,
    response: ServerResponse | Http2ServerResponse,
    next?: () => void,
  ): void;
  /** Ends sessions and streams, and resolves when running requests have finished or their grace is over. */
  close(): Promise<void>;
}

/**
 * Makes a request listener that serves a server: for `createServer` of `node:http` and `node:http2`,
 * and as a handler of Express, Fastify and Koa.
 *
 * A body that a framework has read is taken from `request.body`: parsed JSON, text or bytes.
 * Requests that arrive over loopback must name a loopback `Host` unless `allowedHosts` is set. The
 * handler closes with the server.
 *
 * @example
 * ```ts
 * const app = express();
 * app.use("/mcp", createNodeHandler(server));
 * app.use(express.json()); // behind it: this parser refuses more than 100 kB, with a page of HTML
 * ```
 *
 * @throws MortiseError `INVALID_OPTION` for a path that does not begin with `/`, and for a `fallback`
 * without `path`.
 */
export function createNodeHandler(
  server: Server<unknown>,
  options: NodeHandlerOptions = {},
): NodeHandler {
  checkOptions("createNodeHandler", options, OPTIONS);
  const core = coreOf(server);
  const engine = new HttpEngine(core, options);
  const router = new Router(core, options, () => engine.isClosed);
  const { fallback } = options;
  const endpoint = new NodeEndpoint({ engine, router, fallback, guardsLoopback: true });
  if (engine.telemetry === undefined) {
    void findTelemetry().then((telemetry) => {
      engine.telemetry = telemetry;
    });
  }
  const unregister = core.onClose(() => engine.close());
  const close = (): Promise<void> => {
    unregister();
    return engine.close();
  };
  return Object.assign(
    (
      request: NodeRequest | Http2ServerRequest,
      response: ServerResponse | Http2ServerResponse,
      next?: () => void,
    ) =>
      // Those of HTTP/2 have the members that are used here.
      endpoint.handle(request as NodeRequest, response as ServerResponse, next),
    { close, [Symbol.asyncDispose]: close },
  );
}
