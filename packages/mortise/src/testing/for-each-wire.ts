import type { Client } from "@mortise/client";
import type { Server } from "@mortise/server";
import type { OpenClientOptions } from "./open-client.ts";
import { openClient } from "./open-client.ts";
import type { Wire } from "./wire.ts";
import { STDIO_WIRES, WIRES } from "./wire.ts";

/** Settings of {@link forEachWire}; the others are those of each client. */
export interface ForEachWireOptions extends Omit<OpenClientOptions, "transport" | "revision"> {
  /** Default {@link WIRES}, and for a file {@link STDIO_WIRES} too. */
  readonly wires?: readonly Wire[];
}

/**
 * Runs a check over every wire in turn, each with a client of its own that is closed afterwards.
 *
 * Rejects with the first failure, whose message then begins with the wire. Where a test runner is at
 * hand, `describe.each(WIRES)` reports more: one test for each.
 */
export function forEachWire<S extends Server<unknown>>(
  server: S,
  run: (client: Client<S>, wire: Wire) => void | Promise<void>,
  options?: ForEachWireOptions,
): Promise<void>;
export function forEachWire<S = unknown>(
  server: string | URL,
  run: (client: Client<S>, wire: Wire) => void | Promise<void>,
  options?: ForEachWireOptions,
): Promise<void>;
export async function forEachWire(
  server: Server<unknown> | string | URL,
  run: (client: Client, wire: Wire) => void | Promise<void>,
  { wires, ...options }: ForEachWireOptions = {},
): Promise<void> {
  const isFile = typeof server === "string" || server instanceof URL;
  for (const wire of wires ?? (isFile ? [...WIRES, ...STDIO_WIRES] : WIRES)) {
    const { transport, revision } = wire;
    try {
      await using client = await openClient(server as string, { ...options, transport, revision });
      await run(client, wire);
    } catch (error) {
      // Its own class and its expected value are what a test runner shows.
      if (error instanceof Error) error.message = `Over ${wire.name}: ${error.message}`;
      throw error;
    }
  }
}
