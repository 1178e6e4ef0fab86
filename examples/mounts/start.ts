import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";

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
}
