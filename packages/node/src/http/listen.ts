import type { OptionNames } from "@mortise/protocol";
import { checkOptions } from "@mortise/protocol";
import type { HttpOptions, Server } from "@mortise/server";
import { coreOf, HTTP_OPTIONS, HttpEngine, LOOPBACK_HOSTS, Router } from "@mortise/server/internal";
import { checkInstances, readInstanceCount } from "../backplane/instance-count.ts";
import { refuseOldVariables } from "../backplane/old-names.ts";
import { findTelemetry } from "../telemetry/find-telemetry.ts";
import { HttpListener } from "./http-listener.ts";
import type { NodeFallback } from "./node-endpoint.ts";
import { NodeEndpoint } from "./node-endpoint.ts";

/** Where and how a server listens for HTTP. */
export interface ListenOptions extends HttpOptions {
  /** Default `127.0.0.1`: this machine only. `0.0.0.0` is every interface. */
  readonly host?: string;
  /** Default 3000; 0 takes any free one. */
  readonly port?: number;
  /** The path of the MCP endpoint. Default `/mcp`. */
  readonly path?: string;
  /**
   * Answers requests that are not for the endpoint, such as those for a web page; `Host` and `Origin`
   * of these are not checked. An Express app fits. Default: 404.
   */
  readonly fallback?: NodeFallback;
  /**
   * How many instances serve behind one address; more than one is refused where the server shares no
   * backplane with them. Default: the environment variable `MORTISE_INSTANCES`, otherwise 1.
   */
  readonly instances?: number;
}

/** The names of the options of {@link listen}. */
export const LISTEN_OPTIONS: OptionNames<ListenOptions> = {
  ...HTTP_OPTIONS,
  host: true,
  port: true,
  path: true,
  fallback: true,
  instances: true,
};

/** A server that is listening. */
export interface Listening extends AsyncDisposable {
  /** The URL of the MCP endpoint, such as `http://127.0.0.1:3000/mcp`. */
  readonly url: string;
  /** The port, also where the option was 0. */
  readonly port: number;
  /** Only this machine can connect. */
  readonly isLoopback: boolean;
  /**
   * Refuses new requests, lets running ones finish within the grace period, and stops; meanwhile
   * `/readyz` answers 503.
   */
  close(): Promise<void>;
}

/**
 * Listens for HTTP and resolves when clients can connect.
 *
 * On a loopback host only loopback names are accepted as `Host`, which keeps web pages that rebind
 * their name away (2026-07-28, Streamable HTTP, Security & Endpoint). `/healthz` and `/readyz` report
 * health, unless `health` says otherwise.
 *
 * @example
 * ```ts
 * await using listening = await listen(server, {
 *   port: 0, // any free one; 3000 unless you say so
 *   path: "/mcp",
 *   maxBodyBytes: 1024 * 1024,
 *   allowedOrigins: ["https://app.example.com"],
 *   sessions: { idle: "10m", max: 500 },
 *   grace: "5s",
 * });
 * ```
 *
 * @throws MortiseError `INVALID_OPTION` when the address cannot be listened on, for a path that does
 * not begin with `/`, for an allowed host or origin that nothing can match, and for several instances
 * that share nothing.
 */
export async function listen(
  server: Server<unknown>,
  options: ListenOptions = {},
): Promise<Listening> {
  checkOptions("listen", options, LISTEN_OPTIONS);
  refuseOldVariables();
  const { host = "127.0.0.1", port = 3000, path = "/mcp", health = true, card, fallback } = options;
  const core = coreOf(server);
  let engine: HttpEngine | undefined;
  const router = new Router(
    core,
    { path, health, card, fallback },
    () => engine?.isClosed === true,
  );
  checkInstances(readInstanceCount(options.instances), () => server.backplane.isShared);
  const telemetry = options.telemetry ?? core.telemetry ?? (await findTelemetry());
  const listener = await HttpListener.open({ host, port }, core.clock);
  const { hostname, isLoopback } = listener;
  try {
    engine = new HttpEngine(core, {
      ...(isLoopback && {
        allowedHosts: [...LOOPBACK_HOSTS, new URL(`http://${hostname}`).hostname],
      }),
      ...options,
      telemetry,
    });
  } catch (error) {
    await listener.close();
    throw error;
  }
  const endpoint = new NodeEndpoint({ engine, router, fallback });
  listener.serve((request, response) => endpoint.handle(request, response));
  engine.begin();
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    unregister();
    // Connections are accepted until requests have finished, so that probes learn of the closing.
    closing ??= engine.close().finally(() => listener.close());
    return closing;
  };
  const unregister = core.onClose(close);
  return {
    url: `http://${hostname}:${listener.port}${path}`,
    port: listener.port,
    isLoopback,
    close,
    [Symbol.asyncDispose]: close,
  };
}
