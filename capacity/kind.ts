import type { Contender } from "../bench/load/contender.ts";
import type { Method } from "../bench/load/message.ts";

/** The stores whose operations are counted. */
export type StoreName = "redis" | "postgres" | "sqlite";

/** A kind of request that is measured. */
export interface Kind {
  readonly name: string;
  readonly label: string;
  readonly method: Method;
  readonly store?: StoreName;
  /** The store keeps durable tasks; otherwise it is the backplane. */
  readonly isTask?: boolean;
  /** The request belongs to a session of revision 2025-11-25. */
  readonly hasSession?: boolean;
  /** The request carries an access token. */
  readonly isGuarded?: boolean;
  /** Milliseconds that its tool waits for something else. */
  readonly waitMs?: number;
}

/**
 * Milliseconds for which the tool of the kind `waiting` waits: so few that the requests in flight keep the
 * server busy. A longer wait costs the same processor time.
 */
const WAIT_MS = 5;

const call = { method: "tools/call" } as const;

/** Every kind that is measured. */
export const KINDS = [
  { ...call, name: "call", label: "`tools/call`" },
  { name: "list", label: "`tools/list`, 50 tools", method: "tools/list" },
  { ...call, name: "guarded", label: "`tools/call` with an access token", isGuarded: true },
  { ...call, name: "waiting", label: "… over a tool that waits for something", waitMs: WAIT_MS },
  { ...call, name: "session", label: "… in a session, in memory", hasSession: true },
  {
    ...call,
    name: "session-redis",
    label: "… in a session on Redis",
    hasSession: true,
    store: "redis",
  },
  {
    ...call,
    name: "session-postgres",
    label: "… in a session on PostgreSQL",
    hasSession: true,
    store: "postgres",
  },
  {
    ...call,
    name: "task-sqlite",
    label: "a durable task on SQLite",
    store: "sqlite",
    isTask: true,
  },
  {
    ...call,
    name: "task-postgres",
    label: "a durable task on PostgreSQL",
    store: "postgres",
    isTask: true,
  },
] as const satisfies readonly Kind[];

/** The name of a kind that is measured. */
export type KindName = (typeof KINDS)[number]["name"];

/** Tools of a fixture: a list is asked for a catalogue of common size. */
export function toolsOf({ method }: Kind): number {
  return method === "tools/list" ? 50 : 1;
}

/** The settings of a fixture, which it reads from its arguments as JSON. */
export interface FixtureSetting {
  readonly waitMs: number;
  readonly isTask: boolean;
  readonly url: string | undefined;
  /** Keeps what the fixture stores apart. */
  readonly prefix: string;
}

/** The server of a kind, as the load generator of the benchmark starts it. */
export function contenderOf(kind: Kind, setting: FixtureSetting): Contender {
  const { name, label, hasSession = false, isGuarded = false } = kind;
  const fixture = isGuarded ? "../bench/server/guarded.ts" : "./server/fixture.ts";
  return {
    name,
    label,
    revision: hasSession ? "2025-11-25" : "2026-07-28",
    fixture: new URL(fixture, import.meta.url),
    args: [JSON.stringify(setting)],
    isHttpOnly: true,
    hasSessions: hasSession,
  };
}
