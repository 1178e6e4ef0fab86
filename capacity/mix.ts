import type { KindName } from "./kind.ts";

/** Requests of several kinds that a fleet answers. */
export interface Mix {
  readonly name: string;
  readonly label: string;
  readonly parts: readonly {
    readonly kind: KindName;
    /** The share of all requests, from 0 to 1. */
    readonly share: number;
    /** Milliseconds that its tool waits for something else. */
    readonly waitMs?: number;
  }[];
}

/** The mixes that are planned for: what servers of either era and of durable tasks are asked. */
export const MIXES: readonly Mix[] = [
  {
    name: "stateless",
    label: "stateless calls",
    parts: [
      { kind: "guarded", share: 0.9 },
      { kind: "list", share: 0.1 },
    ],
  },
  {
    name: "waiting",
    label: "stateless calls that wait 50 ms",
    parts: [{ kind: "waiting", share: 1, waitMs: 50 }],
  },
  {
    name: "redis",
    label: "sessions on Redis",
    parts: [{ kind: "session-redis", share: 1 }],
  },
  {
    name: "postgres",
    label: "sessions on PostgreSQL",
    parts: [{ kind: "session-postgres", share: 1 }],
  },
  {
    name: "tasks",
    label: "one call in 20 a task on PostgreSQL",
    parts: [
      { kind: "guarded", share: 0.95 },
      { kind: "task-postgres", share: 0.05 },
    ],
  },
];

/** Requests a second that are planned for. */
export const RATES = [1_000, 10_000, 100_000, 1_000_000] as const;
