import type { Revision } from "./message.ts";

/** A server under test, and the file that runs it. */
export interface Contender {
  readonly name: string;
  readonly label: string;
  readonly revision: Revision;
  readonly fixture: URL;
  /** Further arguments of the fixture. */
  readonly args?: readonly string[];
  /** Serves HTTP alone. */
  readonly isHttpOnly?: boolean;
  /** Speaks in sessions: each connection initializes one and names it in every request. */
  readonly hasSessions?: boolean;
  /** Its packages, which `npm run bench` installs into `bench/rivals` before it measures them. */
  readonly packages?: readonly string[];
}

const fixture = (path: string): URL => new URL(`../${path}`, import.meta.url);

/**
 * Every contender, the limit first. SDK 1.x does not speak the modern revision; its guide shows
 * sessions first and a stateless server second, so it is measured as both, and sessions beside ours.
 */
export const contenders: readonly Contender[] = [
  {
    name: "raw",
    label: "raw Node",
    revision: "2026-07-28",
    fixture: fixture("server/raw.ts"),
  },
  {
    name: "mortise",
    label: "Mortise",
    revision: "2026-07-28",
    fixture: fixture("server/mortise.ts"),
  },
  {
    name: "mortise-sessions",
    label: "Mortise, sessions",
    revision: "2025-11-25",
    fixture: fixture("server/mortise.ts"),
    isHttpOnly: true,
    hasSessions: true,
  },
  {
    name: "mortise-guarded",
    label: "Mortise, guarded",
    revision: "2026-07-28",
    fixture: fixture("server/guarded.ts"),
    isHttpOnly: true,
  },
  {
    name: "tmcp",
    label: "tmcp",
    revision: "2026-07-28",
    fixture: fixture("server/tmcp.ts"),
  },
  {
    name: "sdk",
    label: "SDK v2",
    revision: "2026-07-28",
    fixture: fixture("server/sdk.ts"),
  },
  {
    name: "sdk-v1",
    label: "SDK v1",
    revision: "2025-11-25",
    fixture: fixture("server/sdk-v1.ts"),
  },
  {
    name: "sdk-v1-sessions",
    label: "SDK v1, sessions",
    revision: "2025-11-25",
    fixture: fixture("server/sdk-v1-sessions.ts"),
    isHttpOnly: true,
    hasSessions: true,
  },
  {
    name: "mastra",
    label: "Mastra",
    revision: "2026-07-28",
    fixture: fixture("rivals/mastra.ts"),
    packages: ["@mastra/mcp", "@mastra/core"],
  },
  {
    name: "mcp-use",
    label: "mcp-use",
    revision: "2026-07-28",
    fixture: fixture("rivals/mcp-use.ts"),
    isHttpOnly: true,
    packages: ["mcp-use"],
  },
];

/** Returns the contenders with the given names, in the order of `contenders`; all by default. */
export function selectContenders(names: readonly string[] | undefined): Contender[] {
  const isKnown = (name: string): boolean => contenders.some((one) => one.name === name);
  const unknown = names?.filter((name) => !isKnown(name)) ?? [];
  if (unknown.length > 0) {
    const known = contenders.map(({ name }) => name).join(", ");
    throw new Error(`No contender named ${unknown.join(", ")}. There are: ${known}.`);
  }
  return contenders.filter((one) => names === undefined || names.includes(one.name));
}

/** Returns the entry of ours that a contender is compared with: sessions beside sessions. */
export function oursBeside({ hasSessions }: Contender): string {
  return hasSessions === true ? "mortise-sessions" : "mortise";
}

/** Whether an entry is a server of ours. */
export function isOurs({ name }: Contender): boolean {
  return name === "mortise" || name.startsWith("mortise-");
}
