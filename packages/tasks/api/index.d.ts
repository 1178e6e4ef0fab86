// The public declarations of @mortise/tasks. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/protocol";
export type * from "@mortise/server";
export type * from "@mortise/storage";

export interface SqlTaskEngineOptions {
  readonly namespace?: string;
  readonly concurrency?: number;
  readonly leaseMs?: number;
  readonly heartbeatMs?: number;
  readonly sweepMs?: number;
  readonly pollMs?: number;
  readonly parkAfterMs?: number;
  readonly graceMs?: number;
  readonly maxResultBytes?: number;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly onError?: (error: unknown) => void;
}

export interface TasksOptions extends Omit<SqlTaskEngineOptions, "clock" | "random" | "onError"> {
  readonly database?: string | undefined;
  readonly engine?: TaskEngine;
}

export declare function openSqlTaskEngine(database: SqlDatabase, options?: SqlTaskEngineOptions): Promise<TaskEngine>;

export declare function tasks(options?: TasksOptions): ServerExtension;
