import type { ConnectableOptions, Transport } from "@mortise/protocol";
import { openMemoryTransport } from "./connection/memory-transport.ts";
import { coreOf } from "./core-of.ts";
import type { Server } from "./server.ts";

/**
 * Opens a connection to a server in this process, for `connect(transport)`: with a caller of its own,
 * or with a tap on the server's side. `connect(server)` opens one by itself.
 *
 * @example
 * ```ts
 * const transport = createMemoryTransport(server, { principal: { id: "ann" }, tap: console.error });
 * const client = await connect(transport);
 * ```
 */
export function createMemoryTransport(
  server: Server<unknown>,
  options: ConnectableOptions = {},
): Transport {
  return openMemoryTransport(coreOf(server), options);
}
