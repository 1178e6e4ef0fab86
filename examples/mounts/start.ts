import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";

/** How long connections may stay open that the HTTP server's end leaves open, in milliseconds. */
const LAST_CONNECTIONS_MS = 2_000;

/**
 * Hangs up on what is still open soon after the HTTP server's end. Node has no time limit for requests from then on, so
 * a client that never ends its request would keep the process.
 */
export function hangUpSoon(http: Server): void {
  setTimeout(() => http.closeAllConnections(), LAST_CONNECTIONS_MS).unref();
}

/**
 * Listens on the port of the environment's PORT, 3000 without one, and prints the URL of the endpoint.
 *
 * At SIGTERM the handler closes first, so that running calls are answered, and then the HTTP server.
 */
export async function start(http: Server, handler: { close(): Promise<void> }): Promise<void> {
  http.listen(Number(process.env["PORT"] ?? 3000), "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}/api/mcp\n`);
  await once(process, "SIGTERM");
  await handler.close();
  http.close();
  hangUpSoon(http);
}
