import type { DetailedTask, TaskStatus } from "@mortise/protocol";
import { TASK_STATUSES } from "@mortise/protocol";
import type { TaskChange, TaskState } from "../../contract/index.ts";
import {
  INLINE_RESULT_BYTES,
  isJsonObject,
  isTooDeep,
  parseExactJson,
  roundNumbers,
} from "../../contract/index.ts";
import type { EventLog } from "../state/event-log.ts";
import type { PassedMessage, WireLog } from "../wire/wire-log.ts";

const MAX_CHANGES = 100;
/** The answer that creates a task holds no result and is short. */
const MAX_CREATED = 65_536;

/** Publishes each task that passes the wire, of the inspector and of other clients; asks for nothing itself. */
export function followTasks(events: EventLog, wire: WireLog): void {
  wire.listen((passed) => {
    const seen = readTask(passed);
    if (seen === undefined) return;
    const { connection } = passed.row;
    const key = JSON.stringify([connection, seen.taskId]);
    const known = events.newest("task", key)?.task;
    const next =
      "gone" in seen ? known && { ...known, gone: seen.gone } : change(known, seen, passed);
    if (next !== undefined && next !== known) events.publish({ type: "task", task: next });
  });
}

interface Gone {
  readonly taskId: string;
  readonly gone: string;
}

function change(
  known: TaskState | undefined,
  detailed: DetailedTask,
  { row, asked }: PassedMessage,
): TaskState | undefined {
  const task = trim(detailed);
  if (known !== undefined && JSON.stringify(known.task) === JSON.stringify(task)) return known;
  const { status, statusMessage } = task;
  const last = known?.changes.at(-1);
  const isNew = last === undefined || last.status !== status || last.message !== statusMessage;
  const seen: TaskChange = {
    at: row.at,
    status,
    ...(statusMessage !== undefined && { message: statusMessage }),
  };
  const changes = [...(known?.changes ?? []), ...(isNew ? [seen] : [])].slice(-MAX_CHANGES);
  if (known !== undefined) return { ...known, task, changes };
  const isCreated = asked?.message.method === "tools/call";
  const tool = isCreated ? asked.message.params?.["name"] : undefined;
  return {
    connection: row.connection,
    lane: row.lane,
    ...(typeof tool === "string" && { tool }),
    ...(isCreated && row.call !== undefined && { call: row.call }),
    task,
    changes,
  };
}

/** Leaves out what a list does not show, and what is too large for the event stream. */
function trim({ result: _, ...task }: DetailedTask): TaskState["task"] {
  if (JSON.stringify(task).length <= INLINE_RESULT_BYTES) return task;
  const { inputRequests: _questions, error: _error, ...rest } = task;
  return { ...rest, taskId: task.taskId.slice(0, 1_000) };
}

/** Reads the task of a message; `undefined` for a message that is about none. */
function readTask({ row, message, text, asked }: PassedMessage): DetailedTask | Gone | undefined {
  if (row.direction !== "to-client") return undefined;
  if (message.method === "notifications/tasks") return toTask(message.params);
  const { kind } = message.summary;
  const method = asked?.message.method;
  if (method === "tasks/get" && kind === "error") {
    const taskId = asked?.message.params?.["taskId"];
    const { error } = JSON.parse(text) as { readonly error: { readonly message?: unknown } };
    return typeof taskId === "string" ? { taskId, gone: String(error.message) } : undefined;
  }
  if (kind !== "result") return undefined;
  const isCreated =
    method === "tools/call" && text.length < MAX_CREATED && /"resultType"\s*:\s*"task"/.test(text);
  if (!isCreated && method !== "tasks/get") return undefined;
  return toTask((parseExactJson(text) as { readonly result: unknown }).result);
}

/** A server may send anything; anything but a task is shown by its frames alone. */
function toTask(value: unknown): DetailedTask | undefined {
  if (!isJsonObject(value) || isTooDeep(value)) return undefined;
  const { error, inputRequests, ...plain } = value;
  const { taskId, status, statusMessage, createdAt, lastUpdatedAt } = plain;
  const isTask =
    typeof taskId === "string" &&
    TASK_STATUSES.includes(status as TaskStatus) &&
    typeof createdAt === "string" &&
    typeof lastUpdatedAt === "string" &&
    (statusMessage === undefined || typeof statusMessage === "string");
  if (!isTask) return undefined;
  // The parts that are shown as JSON keep their digits.
  return {
    ...roundNumbers(plain),
    ...(error !== undefined && { error }),
    ...(inputRequests !== undefined && { inputRequests }),
  } as unknown as DetailedTask;
}
