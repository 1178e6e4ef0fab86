import type { DetailedTask, JsonObject } from "@mortise/protocol";
import { MortiseError, ProtocolError } from "@mortise/protocol";
import { callBack } from "../request/catch-rejection.ts";
import type { Deadline } from "../time/deadline.ts";
import type { TaskWaitOptions } from "./client-task.ts";
import type { TaskSource } from "./follow-task.ts";
import { followTask } from "./follow-task.ts";
import type { AskedKeys } from "./task-questions.ts";
import { TaskQuestions } from "./task-questions.ts";

/** Settings of {@link awaitTask}. */
export interface AwaitTaskOptions {
  /** Receives the messages of the task. */
  readonly onProgress: TaskWaitOptions["onProgress"];
  readonly source: TaskSource;
  readonly asked: AskedKeys;
  /** The state that is known already. */
  readonly seed?: DetailedTask | undefined;
  /** Ends the wait with the error of its reason. */
  readonly signal: AbortSignal;
  /** Counts the time; they stand still while a question is answered. */
  readonly deadlines: readonly Deadline[];
  /** Called with the failure of a question before it is thrown. */
  readonly onUnanswered?: () => void;
}

/** Waits for the end of a task, answers its questions on the way, and returns the result of its call. */
export async function awaitTask(id: string, options: AwaitTaskOptions): Promise<JsonObject> {
  const { source, asked, seed, deadlines } = options;
  const ending = new AbortController();
  const end = (): void => ending.abort(options.signal.reason);
  if (options.signal.aborted) end();
  options.signal.addEventListener("abort", end, { once: true });
  const questions = new TaskQuestions({
    id,
    source,
    signal: ending.signal,
    asked,
    begin: () => void deadlines.map((deadline) => deadline.pause()),
    end: () => void deadlines.map((deadline) => deadline.resume()),
    fail: (error) => {
      if (ending.signal.aborted) return;
      options.onUnanswered?.();
      ending.abort(error);
    },
  });
  const tell = new ProgressOfTask(options);
  try {
    for await (const task of followTask(id, source, { signal: ending.signal, seed })) {
      tell.of(task);
      for (const deadline of deadlines) deadline.renew();
      if (!source.connection.isModern && task.status !== "working") {
        return await readLegacyEnd(task, source, ending.signal);
      }
      if (task.status === "input_required") questions.ask(task.inputRequests);
      else if (task.status !== "working") return readEnd(task);
    }
    throw new TypeError("A task that was followed has not ended");
  } finally {
    options.signal.removeEventListener("abort", end);
    questions.release();
    // Handlers that are still asked, such as for a task that was cancelled elsewhere, can stop.
    ending.abort(new DOMException("The task has ended", "AbortError"));
  }
}

/** Passes the messages of a task on as progress. */
class ProgressOfTask {
  readonly #options: AwaitTaskOptions;
  #count = 0;
  #last: string | undefined;

  constructor(options: AwaitTaskOptions) {
    this.#options = options;
    if (options.seed) this.of(options.seed);
  }

  of({ statusMessage: message }: DetailedTask): void {
    const { onProgress, source } = this.#options;
    if (message === undefined || message === this.#last || onProgress === undefined) return;
    this.#last = message;
    this.#count += 1;
    const { warn } = source.connection.options;
    callBack(
      () => onProgress({ progress: this.#count, message }),
      (error) => warn(`onProgress of a task failed: ${String(error)}`),
    );
  }
}

/**
 * Reads the result of a task of 2025-11-25, which has a request of its own; until it is there, the server asks
 * its questions as requests of the session.
 */
async function readLegacyEnd(
  task: DetailedTask,
  { connection }: TaskSource,
  signal: AbortSignal,
): Promise<JsonObject> {
  if (task.status === "cancelled") return readEnd(task);
  const params = { taskId: task.taskId };
  const timeoutMs = Number.POSITIVE_INFINITY;
  return await connection.request({ method: "tasks/result", params, signal, timeoutMs });
}

function readEnd(task: DetailedTask): JsonObject {
  const { taskId, status, result, error } = task;
  if (status === "completed" && isObject(result)) return result;
  if (status === "failed" && isObject(error)) throw ProtocolError.received(error);
  if (status === "cancelled") {
    throw new MortiseError(
      "TASK_CANCELLED",
      `The task ${JSON.stringify(taskId.slice(0, 100))} was cancelled${task.statusMessage ? `: ${task.statusMessage.slice(0, 500)}` : ""}`,
      { data: { taskId } },
    );
  }
  throw new MortiseError(
    "INVALID_RESPONSE",
    `The server sent a ${status} task without ${status === "failed" ? "its error" : "its result"}`,
  );
}

function isObject<Value>(value: Value | undefined): value is Value & object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
