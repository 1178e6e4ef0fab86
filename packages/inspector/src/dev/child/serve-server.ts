import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { ImportedServer, NodeRequest } from "@mortise/node";
import { createNodeHandler, ipcChannel, openWorkerBackplane } from "@mortise/node";
import type { HttpOptions } from "@mortise/server";
import { coreOf } from "@mortise/server/internal";
import type { Route } from "../message.ts";
import { HOP_HEADER } from "../message.ts";
import { createScopeTelemetry, inExchange } from "./request-scope.ts";

/** The endpoint of a server under development. */
const PATH = "/mcp";
/** As `listen` has it, for the tokens of clients. */
const MAX_HEADER_BYTES = 32 * 1024;
/** Bytes of a body that are read ahead; the server refuses one that is larger than it takes itself. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** A server that listens for its supervisor. */
export interface ServedServer {
  readonly port: number;
  readonly routes: readonly Route[];
  /** Lets running requests finish, and closes the server. */
  close(): Promise<void>;
}

/** Serves a server on a loopback port to requests that carry `token`. */
export async function serveServer(
  { server, options }: ImportedServer,
  token: string,
): Promise<ServedServer> {
  const core = coreOf(server);
  // Sessions and streams outlive this process in the supervisor, unless the server keeps them elsewhere.
  if (!core.hasBackplane) server.join(openWorkerBackplane(ipcChannel(process)));
  const handler = createNodeHandler(server, {
    ...pickHttpOptions(options?.http),
    path: PATH,
    health: true,
    // The supervisor has checked the name by which it was called.
    allowedHosts: ["*"],
    telemetry: createScopeTelemetry(options?.telemetry ?? core.telemetry),
  });
  const http = createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: 0 });
  http.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const exchange = takeHop(request, token);
    if (exchange === undefined) {
      response.writeHead(403).end();
      return;
    }
    readAhead(request, () => inExchange(exchange, () => handler(request, response)));
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  return {
    port: (http.address() as AddressInfo).port,
    routes: listRoutes(core.auth?.routes?.({ path: PATH }) ?? []),
    close: async () => {
      await handler.close();
      http.close();
      http.closeIdleConnections();
      await server.close();
      await options?.onClose?.();
    },
  };
}

/** Returns the number of the exchange and removes its header; `undefined` for a request of a stranger. */
function takeHop(request: IncomingMessage, token: string): number | undefined {
  const value = request.headers[HOP_HEADER];
  if (typeof value !== "string" || !value.startsWith(`${token} `)) return undefined;
  delete request.headers[HOP_HEADER];
  const { rawHeaders } = request;
  const at = rawHeaders.findIndex((name, index) => index % 2 === 0 && name === HOP_HEADER);
  if (at >= 0) rawHeaders.splice(at, 2);
  return Number(value.slice(token.length + 1));
}

/**
 * Reads the body before the server does, because what `node:http` reads later no longer belongs to the
 * exchange, and neither would the output of handlers.
 */
function readAhead(request: IncomingMessage, answer: () => void): void {
  // A coded body is refused by its header, which the server only does while it is unread.
  if (request.method !== "POST" || request.headers["content-encoding"] !== undefined) {
    answer();
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) request.destroy();
    else chunks.push(chunk);
  });
  request.on("error", () => undefined);
  request.on("end", () => {
    (request as { -readonly [Key in keyof NodeRequest]: NodeRequest[Key] }).body =
      Buffer.concat(chunks);
    answer();
  });
}

/** The options of `serve` that are about requests, not about the place. */
function pickHttpOptions(http: unknown): HttpOptions {
  if (typeof http !== "object" || http === null) return {};
  const { allowedOrigins, allowedHeaders, maxBodyBytes, sessions, tap } = http as HttpOptions;
  return {
    ...(allowedOrigins && { allowedOrigins }),
    ...(allowedHeaders && { allowedHeaders }),
    ...(maxBodyBytes !== undefined && { maxBodyBytes }),
    ...(sessions !== undefined && { sessions }),
    ...(tap && { tap }),
  };
}

function listRoutes(
  routes: readonly { readonly path: string; readonly isPrefix?: boolean }[],
): Route[] {
  return routes.map(({ path, isPrefix = false }) => ({ path, isPrefix }));
}
