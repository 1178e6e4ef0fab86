import type { Revision } from "@mortise/protocol";

/** How a test's client reaches a server. */
export type WireTransport =
  /** In this process, message by message. */
  | "memory"
  /** In this process, through the server's HTTP handler for web-standard runtimes. */
  | "fetch"
  /** Over a port of this machine, through `node:http`. */
  | "http"
  /** In a process of its own. */
  | "stdio";

/** One way for a client to speak with a server: a transport and a revision. */
export interface Wire {
  /** For the name of a test, such as `http 2025-11-25`. */
  readonly name: string;
  /** The transport that the wire uses. */
  readonly transport: WireTransport;
  /** The revision that both sides speak. */
  readonly revision: Revision;
}

const REVISIONS: readonly Revision[] = ["2026-07-28", "2025-11-25"];

/**
 * The wires that lead to a server object: memory, fetch and HTTP, each in 2026-07-28, which is
 * stateless, and in 2025-11-25, which has sessions. Made for `describe.each(WIRES)("over $name", …)`.
 */
export const WIRES: readonly Wire[] = toWires(["memory", "fetch", "http"]);

/** The wires that lead to a server file in a process of its own, in both revisions. */
export const STDIO_WIRES: readonly Wire[] = toWires(["stdio"]);

function toWires(transports: readonly WireTransport[]): Wire[] {
  return transports.flatMap((transport) =>
    REVISIONS.map((revision) => ({ name: `${transport} ${revision}`, transport, revision })),
  );
}
