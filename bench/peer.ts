import type { Revision } from "./load/message.ts";

/** A server under test, and the file that runs it. */
export interface Peer {
  name: string;
  label: string;
  revision: Revision;
  fixture: URL;
  /** Serves HTTP alone. */
  isHttpOnly?: boolean;
  /** Its packages, which are installed beside the workspace when it is to be measured. */
  packages?: readonly string[];
}

/** Every peer, the limit first. SDK 1.x does not speak the modern revision. */
export const peers: readonly Peer[] = [
  {
    name: "raw",
    label: "raw Node",
    revision: "2026-07-28",
    fixture: new URL("./server/raw.ts", import.meta.url),
  },
  {
    name: "mortise",
    label: "Mortise",
    revision: "2026-07-28",
    fixture: new URL("./server/mortise.ts", import.meta.url),
  },
  {
    name: "tmcp",
    label: "tmcp",
    revision: "2026-07-28",
    fixture: new URL("./server/tmcp.ts", import.meta.url),
  },
  {
    name: "sdk",
    label: "SDK v2",
    revision: "2026-07-28",
    fixture: new URL("./server/sdk.ts", import.meta.url),
  },
  {
    name: "sdk-v1",
    label: "SDK v1",
    revision: "2025-11-25",
    fixture: new URL("./server/sdk-v1.ts", import.meta.url),
  },
  {
    name: "mastra",
    label: "Mastra",
    revision: "2026-07-28",
    fixture: new URL("./peers/mastra.ts", import.meta.url),
    packages: ["@mastra/mcp", "@mastra/core"],
  },
  {
    name: "mcp-use",
    label: "mcp-use",
    revision: "2026-07-28",
    fixture: new URL("./peers/mcp-use.ts", import.meta.url),
    isHttpOnly: true,
    packages: ["mcp-use"],
  },
];

/** Returns the peers with the given names, in the order of `peers`; all of them by default. */
export function selectPeers(names: readonly string[] | undefined): Peer[] {
  const unknown = names?.filter((name) => !peers.some((peer) => peer.name === name)) ?? [];
  if (unknown.length > 0) {
    const known = peers.map(({ name }) => name).join(", ");
    throw new Error(`No peer named ${unknown.join(", ")}. There are: ${known}.`);
  }
  return peers.filter((peer) => names === undefined || names.includes(peer.name));
}
