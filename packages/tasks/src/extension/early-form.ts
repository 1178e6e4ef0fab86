/**
 * Tasks as 2025-11-25 has them, experimental there: clients ask for a task by `params.task`, and fetch the
 * result by a request that waits for it (2025-11-25, Tasks).
 */
import type { DetailedTask, JsonObject, Revision, Task, TaskPolicy } from "@mortise/protocol";
import { ErrorCode, ProtocolError, TASKS_EXTENSION } from "@mortise/protocol";
import type { InterceptedRequest, Outcome, RequestContext } from "@mortise/server";

/** The revision that has tasks of its own. */
const EARLY_REVISION: Revision = "2025-11-25";

/** The `_meta` key that names the task of a message. */
export const RELATED_TASK = "io.modelcontextprotocol/related-task";

/** The capability of a server; there is no list, because callers without a name would share it. */
export const EARLY_CAPABILITY: JsonObject = {
  tasks: { cancel: {}, requests: { tools: { call: {} } } },
};

/** Returns whether a revision has tasks without the extension. */
export function hasEarlyTasks(revision: Revision): boolean {
  return revision === EARLY_REVISION;
}

/** Returns whether a client speaks of tasks as 2025-11-25 does: it has not declared the extension. */
export function isEarly({ request, client }: Pick<RequestContext, "request" | "client">): boolean {
  const { extensions } = client.capabilities;
  return hasEarlyTasks(request.revision) && extensions?.[TASKS_EXTENSION] === undefined;
}

/**
 * Reads the time to live that a client of 2025-11-25 asks for, shortened to that of the tool; `undefined`
 * for a call that is not to be a task.
 *
 * @throws ProtocolError `InvalidParams` for a time that is none.
 */
export function readEarlyTtl(params: JsonObject, { ttlMs }: TaskPolicy): number | undefined {
  const { task } = params;
  if (task === undefined) return undefined;
  const ttl = (task as JsonObject | null)?.["ttl"] ?? ttlMs;
  const isTask = typeof task === "object" && task !== null && !Array.isArray(task);
  if (isTask && Number.isSafeInteger(ttl) && Number(ttl) > 0) return Math.min(Number(ttl), ttlMs);
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    "task must be an object, and its ttl a whole number of milliseconds, 1 or more",
  );
}

/** Refuses a call that has to be a task, or that cannot be one. */
export function refuseEarly({ target }: InterceptedRequest, isRequired: boolean): never {
  const reason = isRequired
    ? 'runs as a task only; send "task": {} in the params'
    : 'cannot run as a task; send the call without "task"';
  throw new ProtocolError(ErrorCode.MethodNotFound, `The tool ${target} ${reason}`);
}

/**
 * Returns the error of a call that was refused before it became a task: clients that asked for a task read
 * no other result (2025-11-25, Tasks, Task-Augmented Requests).
 */
export function toEarlyRefusal({ result }: Outcome): ProtocolError {
  const { content = [] } = result as { readonly content?: readonly { readonly text?: unknown }[] };
  const texts = content.flatMap(({ text }) => (typeof text === "string" ? [text] : []));
  return new ProtocolError(ErrorCode.InvalidParams, texts.join("\n") || "The call was refused");
}

/** Writes a task in the words of 2025-11-25. */
export function toEarlyTask(task: Task): JsonObject {
  const { taskId, status, statusMessage, createdAt, lastUpdatedAt, ttlMs, pollIntervalMs } = task;
  return {
    taskId,
    status,
    ...(statusMessage !== undefined && { statusMessage }),
    createdAt,
    lastUpdatedAt,
    ttl: ttlMs,
    ...(pollIntervalMs !== undefined && { pollInterval: pollIntervalMs }),
  };
}

/**
 * Returns the result of a task that has ended, as the call would have had it.
 *
 * @throws ProtocolError with the error of a failed task, and `InvalidParams` for a cancelled one.
 */
export function toEarlyResult({ taskId, status, result, error }: DetailedTask): JsonObject {
  if (error) throw new ProtocolError(error.code, error.message, { data: error.data });
  if (status !== "completed") {
    throw new ProtocolError(ErrorCode.InvalidParams, `The task ${taskId} was cancelled`);
  }
  const { resultType: _, structuredContent, _meta, ...members } = result ?? {};
  const isObject =
    typeof structuredContent === "object" &&
    structuredContent !== null &&
    !Array.isArray(structuredContent);
  return {
    ...members,
    ...(isObject && { structuredContent }),
    _meta: { ...(_meta as JsonObject | undefined), [RELATED_TASK]: { taskId } },
  };
}
