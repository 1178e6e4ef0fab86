import type { DetailedTask, JsonObject, TaskFailure, TaskStatus } from "@mortise/protocol";

/** The columns that the state on the wire is made of. */
export interface TaskStateRow {
  readonly id: string;
  readonly status: TaskStatus;
  readonly message: string | null;
  readonly result: string | null;
  readonly error: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly ttl_ms: number;
  readonly poll_ms: number;
  readonly version: number;
  /** The open questions by key, as JSON. */
  readonly open: string | null;
}

/** The columns that a run needs. */
export interface TaskWorkRow {
  readonly id: string;
  readonly owner: string;
  readonly kind: string;
  readonly revision: string;
  readonly input: string;
  readonly attempt: number;
  readonly failures: number;
  readonly crashes: number;
  readonly backoff_ms: number;
  readonly max_backoff_ms: number;
  readonly timeout_ms: number | null;
}

/** Writes a row as the wire has it (Tasks extension, Task Status). */
export function toTask(row: TaskStateRow): DetailedTask {
  const error =
    row.status === "failed" ? (JSON.parse(row.error ?? "{}") as TaskFailure) : undefined;
  const message = error?.message ?? row.message ?? undefined;
  return {
    taskId: row.id,
    status: row.status,
    ...(message !== undefined && { statusMessage: message }),
    createdAt: new Date(row.created_at).toISOString(),
    lastUpdatedAt: new Date(row.updated_at).toISOString(),
    ttlMs: row.ttl_ms,
    pollIntervalMs: row.poll_ms,
    ...(row.status === "input_required" && {
      inputRequests: JSON.parse(row.open ?? "{}") as JsonObject,
    }),
    ...(row.status === "completed" && { result: JSON.parse(row.result ?? "{}") as JsonObject }),
    ...(error && { error }),
  };
}
