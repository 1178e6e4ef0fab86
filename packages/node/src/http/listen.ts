import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { isIPv6 } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { MortiseError } from "@mortise/protocol";
import type { HttpOptions, ServerCore } from "@mortise/server";
import { HttpEngine, LOOPBACK_HOSTS } from "@mortise/server";
import { checkInstances, readInstanceCount } from "../backplane/instance-count.ts";
import { refuseOldNames } from "../backplane/old-names.ts";
import { findTelemetry } from "../telemetry/find-telemetry.ts";
import { checkPath } from "./create-node-handler.ts";
import { isLoopbackAddress } from "./loopback.ts";
import { NodeEndpoint } from "./node-endpoint.ts";

/** Where and how a server listens for HTTP. */
export interface ListenOptions extends HttpOptions {
  /** Default `127.0.0.1`: this machine only. `0.0.0.0` is every interface. */
  readonly host?: string;
  /** Default 3000; 0 takes any free one. */
  readonly port?: number;
  /** Default `/mcp`. */
  readonly path?: string;
  /**
   * How many instances serve behind one address; more than one is refused where the server shares no
   * backplane with them. Default: the environment variable `MORTISE_INSTANCES`, otherwise 1.
   */
  readonly instances?: number;
}

/** A server that is listening. */
export interface Listening extends AsyncDisposable {
  /** What clients connect to, such as `http://127.0.0.1:3000/mcp`. */
  readonly url: string;
  readonly port: number;
  /** Only this machine can connect. */
  readonly isLoopback: boolean;
  /** Takes no new requests, lets running ones finish within the grace period, and stops. */
  close(): Promise<void>;
}

/** Longer than load balancers keep an idle connection, so that it is never we who hang up first. */
const KEEP_ALIVE_MS = 65_000;
/** How long a client may take to read the last answers of a server that stops. */
const FLUSH_MS = 5_000;
const FLUSH_POLL_MS = 10;
/** A client that needs longer than this to send one request is attacking or gone. */
const REQUEST_TIMEOUT_MS = 60_000;

/**
 * Listens for HTTP and resolves when clients can connect.
 *
 * On a loopback host only loopback names are accepted as `Host`, which keeps web pages that rebind
 * their name away (2026-07-28, Streamable HTTP, Security & Endpoint).
 *
 * @throws MortiseError `INVALID_OPTION` when the address cannot be listened on, and for several instances
 * that share nothing.
 */
export async function listen(server: ServerCore, options: ListenOptions = {}): Promise<Listening> {
  const { host = "127.0.0.1", port = 3000, path = "/mcp" } = options;
  checkPath(path);
  refuseOldNames(options);
  refuseOldNames(process.env);
  checkInstances(readInstanceCount(options.instances), () => server.backplane.isShared);
  server.telemetry ??= await findTelemetry();
  const http = createServer({
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
  });
  const sockets = new Set<Socket>();
  http.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  try {
    http.listen(port, host);
    await once(http, "listening");
  } catch (cause) {
    throw cannotListen(cause, host, port);
  }
  const address = http.address() as AddressInfo;
  const name = isIPv6(host) ? `[${host}]` : host;
  const isLoopback = isLoopbackAddress(address.address);
  const engine = new HttpEngine(
    server,
    isLoopback
      ? { allowedHosts: [...LOOPBACK_HOSTS, new URL(`http://${name}`).hostname], ...options }
      : options,
  );
  // No request is read before this turn ends, so none comes too early.
  const endpoint = new NodeEndpoint(engine, { path });
  http.on("request", (request, response) => endpoint.handle(request, response));
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= stop();
    return closing;
  };
  const stop = async (): Promise<void> => {
    const closed = once(http, "close");
    http.close();
    await engine.close();
    await flush(sockets);
    http.closeAllConnections();
    await closed;
  };
  return {
    url: `http://${name}:${address.port}${path}`,
    port: address.port,
    isLoopback,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Waits until what has been answered is out, or the clients that do not read it had their time. */
async function flush(sockets: ReadonlySet<Socket>): Promise<void> {
  const deadline = performance.now() + FLUSH_MS;
  const isPending = (socket: Socket): boolean => socket.writableLength > 0;
  while ([...sockets].some(isPending) && performance.now() < deadline) await pause(FLUSH_POLL_MS);
}

function cannotListen(cause: unknown, host: string, port: number): MortiseError {
  const code = (cause as NodeJS.ErrnoException).code;
  const reason =
    code === "EADDRINUSE"
      ? `port ${port} is in use; stop what uses it, or choose another with the option port or --http <port>`
      : code === "EACCES"
        ? `port ${port} needs privileges; choose one above 1023`
        : code === "EADDRNOTAVAIL" || code === "ENOTFOUND"
          ? `${host} is no address of this machine`
          : String(cause);
  return new MortiseError("INVALID_OPTION", `Cannot listen on ${host}:${port}: ${reason}`, {
    cause,
  });
}
