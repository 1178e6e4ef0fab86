import type { JsonObject } from "../schema/json.ts";
import type { TaskFailure, TaskStatus } from "./task.ts";

/**
 * The place of a task in its engine: no process keeps a `waiting` one until it is answered, and a
 * `moved` one goes on in another database.
 */
export type TaskPhase = "delayed" | "queued" | "running" | "waiting" | "done" | "moved";

/**
 * A state that tasks are filtered by: a status, a phase, `open` for every task that has not ended, and
 * `dead` for those that failed or used up their attempts.
 */
export type TaskState = TaskStatus | TaskPhase | "open" | "dead";

/** Chooses tasks; each member narrows the choice. */
export interface TaskFilter {
  /** Tasks in any of these states. */
  readonly states?: readonly TaskState[];
  /** Tasks of this owner; empty for anonymous callers. */
  readonly owner?: string;
  /** Tasks of this kind. */
  readonly kind?: string;
  /** Tasks that were created longer ago, in milliseconds. */
  readonly olderThanMs?: number;
  /** Tasks that were created since, in milliseconds. */
  readonly newerThanMs?: number;
}

/** A task without its contents. */
export interface TaskSummary {
  /** Identifies the task. */
  readonly taskId: string;
  /** The id of its principal; empty for anonymous callers. */
  readonly owner: string;
  /** Names the work. */
  readonly kind: string;
  /** The version of the work's code. */
  readonly revision: string;
  /** How far it is, as its owner sees it. */
  readonly status: TaskStatus;
  /** Its place in the engine. */
  readonly phase: TaskPhase;
  /** Whether it failed or used up its attempts, so that it can be retried. */
  readonly isDead: boolean;
  /** Starts of the work so far. */
  readonly attempt: number;
  /** Failures and crashes that it may have in all. */
  readonly attempts: number;
  /** Failures that spent an attempt. */
  readonly failures: number;
  /** Lost processes that spent an attempt. */
  readonly crashes: number;
  /** In ISO 8601, as the other times. */
  readonly createdAt: string;
  /** When it changed last. */
  readonly lastUpdatedAt: string;
  /** When its time to live is over. */
  readonly expiresAt: string;
  /** When a delayed task is due. */
  readonly dueAt?: string;
  /** The process that runs it. */
  readonly process?: string;
  /** The id of the key that it is encrypted by. */
  readonly sealedBy?: string;
}

/** An attempt that ended without an end of its task. */
export interface FailedAttempt {
  /** Its number, from 1. */
  readonly attempt: number;
  /** `crash`: its process was lost. */
  readonly kind: "failure" | "crash";
  /** The reason of a failure. */
  readonly message?: string;
  /** When it ended, in ISO 8601. */
  readonly at: string;
}

/** A task with its contents; those of the caller and the handler may hold secrets. */
export interface TaskInspection extends TaskSummary {
  /** The state in a sentence. */
  readonly statusMessage?: string;
  /** Everything that the work was given. */
  readonly input: JsonObject;
  /** In the order of their names. */
  readonly steps: readonly { readonly name: string; readonly bytes: number }[];
  /** The attempts that failed, the first one first. */
  readonly failedAttempts: readonly FailedAttempt[];
  /** The questions, in the order of their keys. */
  readonly questions: readonly {
    readonly key: string;
    readonly question: JsonObject;
    readonly isAnswered: boolean;
  }[];
  /** The error of a failed task. */
  readonly error?: TaskFailure;
  /** The result of a completed task. */
  readonly result?: JsonObject;
}

/** One page of a list. */
export interface TaskPage {
  /** At most as many as were asked for. */
  readonly tasks: readonly TaskSummary[];
  /** Gives the next page, if there is one. */
  readonly next?: string;
}

/** The open tasks of an engine. */
export interface TaskQueue {
  /** How many are in each phase. */
  readonly depth: Readonly<Record<Exclude<TaskPhase, "done" | "moved">, number>>;
  /** Milliseconds that the oldest queued task has been due; 0 without one. */
  readonly oldestMs: number;
}

/**
 * The tasks of all owners, for the operators of the server. Never give it to a client: it asks for no
 * owner.
 */
export interface TaskOperator extends AsyncDisposable {
  /** Returns tasks without their contents, the newest first. `limit` defaults to 50. */
  list(
    filter: TaskFilter,
    page?: { readonly limit?: number; readonly after?: string },
  ): Promise<TaskPage>;
  /** Counts tasks. */
  count(filter: TaskFilter): Promise<number>;
  /** Returns one task with its contents; `undefined` without it. */
  inspect(taskId: string): Promise<TaskInspection | undefined>;
  /**
   * Lets a dead task begin again with all its attempts and a new time to live; its steps and answers
   * are kept, or forgotten with `fromStart`. Returns `false` unless it is dead, `undefined` without it.
   */
  retry(taskId: string, options?: { readonly fromStart?: boolean }): Promise<boolean | undefined>;
  /** Asks a task to end. Returns `false` unless it is open, `undefined` without it. */
  cancel(taskId: string): Promise<boolean | undefined>;
  /**
   * Deletes tasks that have ended, with all that belongs to them; open ones stay. Returns how many, or
   * with `isDryRun` how many it would be.
   */
  purge(filter: TaskFilter, options?: { readonly isDryRun?: boolean }): Promise<number>;
  /** Returns how many tasks are open. */
  queue(): Promise<TaskQueue>;
  /** Ends the connections that it opened. */
  close(): Promise<void>;
}
