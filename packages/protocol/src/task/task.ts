import type { JsonObject } from "../schema/json.ts";

/** The identifier of the Tasks extension (SEP-2663). */
export const TASKS_EXTENSION = "io.modelcontextprotocol/tasks";

/** How far a task is; the last three are final. */
export type TaskStatus = "working" | "input_required" | "completed" | "failed" | "cancelled";

/** The state of long work that a request began (Tasks extension, Tasks). */
export interface Task {
  /** Identifies the task; only its owner can use it. */
  readonly taskId: string;
  /** How far it is. */
  readonly status: TaskStatus;
  /** The state in a sentence, for people and models. */
  readonly statusMessage?: string;
  /** When it was created, in ISO 8601. */
  readonly createdAt: string;
  /** When it changed last, in ISO 8601. */
  readonly lastUpdatedAt: string;
  /** Milliseconds from its creation for which the server keeps it; `null` without a limit. */
  readonly ttlMs: number | null;
  /** Milliseconds that a client should leave between two requests for it. */
  readonly pollIntervalMs?: number;
}

/** The error of a failed task, as a JSON-RPC response would have it. */
export interface TaskFailure {
  /** The JSON-RPC error code. */
  readonly code: number;
  /** The message for people. */
  readonly message: string;
  /** Further facts. */
  readonly data?: unknown;
}

/** A task with what its status brings along (Tasks extension, Task Status). */
export interface DetailedTask extends Task {
  /** The open questions of an `input_required` task, by key. */
  readonly inputRequests?: JsonObject;
  /** The result of a `completed` task, which may have `isError`. */
  readonly result?: JsonObject;
  /** The error of a `failed` task. */
  readonly error?: TaskFailure;
}
