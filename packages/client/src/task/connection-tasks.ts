import type { DetailedTask, Duration, JsonObject, OptionNames } from "@mortise/protocol";
import {
  checkFunctions,
  checkOptions,
  hasTaskEnded,
  pause,
  TASKS_EXTENSION,
} from "@mortise/protocol";
import type { ClientConnection, ConnectionCall } from "../connection/client-connection.ts";
import type { ClientExtension } from "../extension/client-extension.ts";
import { timedOut } from "../request/call.ts";
import { callBack } from "../request/catch-rejection.ts";
import type { Deadline } from "../time/deadline.ts";
import type { ToolResult } from "../tool/tool-result.ts";
import type { AwaitTaskOptions } from "./await-task.ts";
import { awaitTask } from "./await-task.ts";
import type { ClientTask, TaskRequestOptions, TaskWaitOptions } from "./client-task.ts";
import type { TaskSource } from "./follow-task.ts";
import { asGone, followTask } from "./follow-task.ts";
import { readTask } from "./read-task.ts";
import type { AskedKeys } from "./task-questions.ts";
import { TaskReports } from "./task-reports.ts";
import { WaitEnd } from "./wait-end.ts";

/** The declaration of the Tasks extension by a client. */
export const TASKS: ClientExtension = {
  id: TASKS_EXTENSION,
  methods: {
    "tasks/get": { named: "taskId" },
    "tasks/update": { named: "taskId" },
    "tasks/cancel": { named: "taskId" },
  },
};

/** The time that a cancellation may take, and that closing a client waits for one. */
const CANCEL_MS = 10_000;
const SETTLE_MS = 2_000;

const REQUEST: OptionNames<TaskRequestOptions> = { signal: true };
const WAIT: OptionNames<TaskWaitOptions> = { signal: true, wait: true, onProgress: true };

/** A call that was answered with a task. */
export interface TaskCall extends ConnectionCall {
  readonly deadline: Deadline;
  readonly timeoutMs: number;
  /** The caller set the time limit, so that it counts for the task too. */
  readonly isLimited: boolean;
  readonly wait: Duration | AbortSignal | undefined;
  readonly onTask: ((task: ClientTask) => unknown) | undefined;
}

/** Turns the raw result of a tool, which is unknown for a task found by its id, into the caller's. */
export type ReadToolResult = (tool: string, result: JsonObject) => ToolResult;

/** The tasks of one connection: those that calls were answered with, and those found by their ids. */
export class ConnectionTasks {
  readonly #connection: ClientConnection;
  readonly #read: ReadToolResult;
  readonly #source: TaskSource;
  readonly #asked: AskedKeys = new Map();
  readonly #cancelling = new Set<Promise<void>>();

  constructor(connection: ClientConnection, read: ReadToolResult) {
    this.#connection = connection;
    this.#read = read;
    this.#source = { connection, reports: new TaskReports(connection) };
  }

  /** Finds the task of an id; `tool` is the name of the tool whose call it was. */
  find(id: string, tool = "of a task"): ClientTask {
    return {
      id,
      get: (options) => this.#get(id, options),
      result: async (options) => this.#read(tool, await this.#result(id, options)),
      watch: (options) => this.#watch(id, options),
      update: (inputResponses, options) =>
        this.#acknowledged("tasks/update", { taskId: id, inputResponses }, options),
      cancel: (options) => this.#acknowledged("tasks/cancel", { taskId: id }, options),
    };
  }

  /**
   * Returns the task that a result of `type` is, in answer to a method that may have one; `undefined` for any other
   * result. In 2025-11-25 a call asks for its task, and the type is `undefined`.
   */
  readCreated(
    type: unknown,
    result: JsonObject,
    { method, params }: Pick<TaskCall, "method" | "params">,
  ): JsonObject | undefined {
    if (method !== "tools/call") return undefined;
    if (type === "task") return result;
    const isAsked = !this.#connection.isModern && params?.["task"] !== undefined;
    const created = isAsked ? result["task"] : undefined;
    return typeof created === "object" && created !== null ? (created as JsonObject) : undefined;
  }

  /**
   * Waits for the task that a call was answered with, in place of the call: what ends the call, such as its
   * signal, its time limit or a question without an answer, cancels the task.
   */
  async complete(result: JsonObject, call: TaskCall): Promise<JsonObject> {
    const { warn } = this.#connection.options;
    const { deadline, onTask, onProgress, params } = call;
    const seed = readTask(result);
    const id = seed.taskId;
    const cancel = (): void => this.#cancel(id);
    const end = new WaitEnd(this.#connection, call, cancel);
    if (call.isLimited) {
      end.limitBy(deadline, () => {
        if (end.end(timedOut(call, deadline.isSpent))) cancel();
      });
    } else deadline.clear();
    try {
      end.limit(call.wait, id);
      if (onTask) {
        const task = this.find(id, String(params?.["name"]));
        callBack(
          () => onTask(task),
          (error) => warn(`onTask failed: ${String(error)}`),
        );
      }
      return await awaitTask(id, {
        ...this.#waitFor(end, onProgress),
        seed: hasTaskEnded(seed) ? undefined : seed,
        onUnanswered: cancel,
      });
    } finally {
      end.release();
    }
  }

  /** Resolves when the cancellations that are on their way have arrived, or have taken too long. */
  async settle(): Promise<void> {
    if (this.#cancelling.size === 0) return;
    const { clock } = this.#connection.options;
    const done = new AbortController();
    void Promise.all(this.#cancelling).then(() => done.abort());
    await pause(SETTLE_MS, { clock, signal: done.signal });
  }

  /** Cancels a task that its caller gave up; a failure is a warning, since the caller has gone. */
  #cancel(taskId: string): void {
    const { warn } = this.#connection.options;
    const cancelling: Promise<void> = this.#connection
      .request({ method: "tasks/cancel", params: { taskId }, timeoutMs: CANCEL_MS })
      .then(
        () => undefined,
        (error: unknown) => warn(`The task ${taskId} may go on: ${String(error)}`),
      )
      .finally(() => this.#cancelling.delete(cancelling));
    this.#cancelling.add(cancelling);
  }

  async #get(id: string, options: TaskRequestOptions = {}): Promise<DetailedTask> {
    return readTask(await this.#request("tasks/get", { taskId: id }, options), id);
  }

  async #acknowledged(
    method: string,
    params: JsonObject,
    options: TaskRequestOptions = {},
  ): Promise<void> {
    await this.#request(method, params, options);
  }

  async #request(
    method: string,
    params: JsonObject,
    options: TaskRequestOptions,
  ): Promise<JsonObject> {
    checkOptions(method, options, REQUEST);
    try {
      return await this.#connection.request({ method, params, signal: options.signal });
    } catch (error) {
      throw asGone(error, String(params["taskId"]));
    }
  }

  async #result(id: string, options: TaskWaitOptions = {}): Promise<JsonObject> {
    checkOptions("result", options, WAIT);
    checkFunctions(options, ["onProgress"]);
    const end = new WaitEnd(this.#connection, { method: "result", signal: options.signal });
    try {
      end.limit(options.wait, id);
      return await awaitTask(id, this.#waitFor(end, options.onProgress));
    } finally {
      end.release();
    }
  }

  #waitFor(end: WaitEnd, onProgress: TaskWaitOptions["onProgress"]): AwaitTaskOptions {
    return {
      source: this.#source,
      asked: this.#asked,
      signal: end.signal,
      deadlines: end.deadlines,
      onProgress,
    };
  }

  async *#watch(
    id: string,
    options: TaskRequestOptions = {},
  ): AsyncGenerator<DetailedTask, void, undefined> {
    checkOptions("watch", options, REQUEST);
    const end = new WaitEnd(this.#connection, { method: "watch", signal: options.signal });
    try {
      yield* followTask(id, this.#source, { signal: end.signal });
    } finally {
      end.release();
    }
  }
}
