import type { DetailedTask, JsonObject, TaskStatus } from "@mortise/protocol";
import { MortiseError, TASK_STATUSES } from "@mortise/protocol";

/**
 * Reads the state of a task as a server sent it.
 *
 * @throws MortiseError `INVALID_RESPONSE` for a value that is no task, and for the state of another task
 * than `expectedId`.
 */
export function readTask(value: JsonObject, expectedId?: string): DetailedTask {
  const { taskId, status } = value;
  if (typeof taskId !== "string" || taskId === "") throw invalid("a task without a taskId");
  if (expectedId !== undefined && taskId !== expectedId) {
    throw invalid("the state of another task than was asked for");
  }
  if (!TASK_STATUSES.includes(status as TaskStatus)) {
    throw invalid(`a task of the status ${JSON.stringify(status)}`);
  }
  // In 2025-11-25 the times have other names.
  const { ttlMs = value["ttl"], pollIntervalMs = value["pollInterval"], statusMessage } = value;
  return {
    ...(value as unknown as DetailedTask),
    ttlMs: isTime(ttlMs) ? ttlMs : null,
    ...withText("statusMessage", statusMessage),
    pollIntervalMs: isTime(pollIntervalMs) ? pollIntervalMs : undefined,
  } as DetailedTask;
}

function withText(name: string, value: unknown): JsonObject {
  return { [name]: typeof value === "string" && value !== "" ? value : undefined } as JsonObject;
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}

function invalid(what: string): MortiseError {
  return new MortiseError(
    "INVALID_RESPONSE",
    `The server sent ${what}; it breaks the protocol of tasks`,
  );
}
