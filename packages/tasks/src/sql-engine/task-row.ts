import type { DetailedTask, JsonObject, TaskFailure, TaskStatus } from "@mortise/protocol";
import { ErrorCode } from "@mortise/protocol";
import type { SealedTask, TaskSealer } from "../payload/task-sealer.ts";

/** The columns that the state on the wire is made of. */
export interface TaskStateRow extends SealedTask {
  readonly owner: string;
  readonly status: TaskStatus;
  readonly message: string | null;
  readonly result: string | null;
  readonly error: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly ttl_ms: number;
  readonly poll_ms: number;
  readonly version: number;
  /** When a task begins that has not begun. */
  readonly begins_at: number | null;
  /** The texts of the open questions by key, as JSON. */
  readonly open: string | null;
}

const UNKNOWN: TaskFailure = { code: ErrorCode.InternalError, message: "The task failed" };

/** The columns that a run needs. */
export interface TaskWorkRow extends SealedTask {
  readonly owner: string;
  readonly kind: string;
  readonly revision: string;
  readonly input: string;
  readonly attempt: number;
  readonly attempts: number;
  readonly failures: number;
  readonly crashes: number;
  readonly backoff_ms: number;
  readonly max_backoff_ms: number;
  readonly timeout_ms: number | null;
  readonly created_at: number;
  /** Why the attempt is one that ends what earlier ones began elsewhere. */
  readonly ending: "cancelled" | "failed" | null;
  /** 1 for a task that runs once more when it is cancelled or expires. */
  readonly cleanup: number;
  /** The place of the creation in its trace, as JSON. */
  readonly trace: string | null;
}

/**
 * Writes a row as the wire has it (Tasks extension, Task Status).
 *
 * @throws MortiseError `STORAGE_FAILED` for a row that does not open.
 */
export function toTask(row: TaskStateRow, sealer: TaskSealer): DetailedTask {
  const error = row.status === "failed" ? readError(row, sealer) : undefined;
  const message = error?.message ?? readMessage(row, sealer);
  return {
    taskId: row.id,
    status: row.status,
    ...(message !== undefined && { statusMessage: message }),
    createdAt: new Date(row.created_at).toISOString(),
    lastUpdatedAt: new Date(row.updated_at).toISOString(),
    ttlMs: row.ttl_ms,
    pollIntervalMs: row.poll_ms,
    ...(row.status === "input_required" && {
      inputRequests: readQuestions(row, sealer),
    }),
    ...(row.status === "completed" && { result: readResult(row, sealer) }),
    ...(error && { error }),
  };
}

function readMessage(
  row: SealedTask & Pick<TaskStateRow, "message" | "begins_at">,
  sealer: TaskSealer,
): string | undefined {
  if (row.message !== null) return sealer.open(row, "message", row.message);
  if (row.begins_at === null) return undefined;
  return `The task begins at ${new Date(row.begins_at).toISOString()}`;
}

/** Reads the error of a failed task. */
function readError(
  row: SealedTask & { readonly error: string | null },
  sealer: TaskSealer,
): TaskFailure {
  return row.error === null ? UNKNOWN : JSON.parse(sealer.open(row, "error", row.error));
}

function readResult(row: TaskStateRow, sealer: TaskSealer): JsonObject {
  return JSON.parse(row.result === null ? "{}" : sealer.open(row, "result", row.result));
}

/** Reads the open questions of a task, by key. */
function readQuestions(
  row: SealedTask & { readonly open: string | null },
  sealer: TaskSealer,
): JsonObject {
  const texts = JSON.parse(row.open ?? "{}") as Readonly<Record<string, string>>;
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      JSON.parse(sealer.open(row, `question ${key}`, text)),
    ]),
  );
}
