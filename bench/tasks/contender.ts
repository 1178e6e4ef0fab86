import { PinnedPackages } from "../../scripts/workspace/pinned-packages.ts";
import type { OpenQueue } from "./queue.ts";

/** The queues beside which tasks are measured, installed from a lock file of their own. */
export const rivals: PinnedPackages = new PinnedPackages(new URL("./rivals/", import.meta.url));

/** A queue that is measured. */
export interface Contender {
  readonly name: "mortise-postgres" | "mortise-sqlite" | "pg-boss" | "graphile-worker" | "bullmq";
  readonly label: string;
  /** The name of the processes of its database, beside the one that runs the tasks. */
  readonly database?: "postgres" | "redis-server";
  /** The package that must be installed. */
  readonly package?: string;
  /** Loads the code that opens it. */
  readonly load: () => Promise<OpenQueue>;
}

/** All queues, ours first. */
export const contenders: readonly Contender[] = [
  {
    name: "mortise-postgres",
    label: "Mortise, PostgreSQL",
    database: "postgres",
    load: async () => (await import("./mortise.ts")).openOnPostgres,
  },
  {
    name: "mortise-sqlite",
    label: "Mortise, SQLite",
    load: async () => (await import("./mortise.ts")).openOnSqlite,
  },
  {
    name: "pg-boss",
    label: "pg-boss, own fetch loop",
    database: "postgres",
    package: "pg-boss",
    load: async () => (await import("./rivals/pg-boss.ts")).openPgBoss,
  },
  {
    name: "graphile-worker",
    label: "graphile-worker, own results",
    database: "postgres",
    package: "graphile-worker",
    load: async () => (await import("./rivals/graphile-worker.ts")).openGraphileWorker,
  },
  {
    name: "bullmq",
    label: "BullMQ, Redis",
    database: "redis-server",
    package: "bullmq",
    load: async () => (await import("./rivals/bullmq.ts")).openBullMq,
  },
];
