import type { DetailedTask, Duration, JsonObject } from "@mortise/protocol";
import type { Progress } from "../progress/progress.ts";
import type { ToolResult } from "../tool/tool-result.ts";

/** Settings of one request about a task. */
export interface TaskRequestOptions {
  /** Cancels the request, and not the task. */
  readonly signal?: AbortSignal;
}

/** Settings of one wait for a task. */
export interface TaskWaitOptions {
  /** Ends the wait; the task goes on. */
  readonly signal?: AbortSignal;
  /**
   * Ends the wait after this time, in which answers to questions do not count; the task goes on. Default: as
   * long as the server keeps the task; a day, if it sets no time to live.
   */
  readonly wait?: Duration;
  /** Receives what the task says of itself, as `message`; `progress` counts these messages. */
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * A task of the server, found by its id (Tasks extension).
 *
 * The id may come from another process: a program stores it, and picks the task up again after a restart.
 *
 * Methods throw MortiseError `TASK_GONE` if the server has no such task for this caller.
 */
export interface ClientTask<Structured = unknown> {
  /** Identifies the task at its server. It may be enough to read the result: keep it as you would the result. */
  readonly id: string;
  /** Asks for the present state. */
  get(options?: TaskRequestOptions): Promise<DetailedTask>;
  /**
   * Waits for the result, with the handlers of the connection answering the task's questions. Lost connections and
   * restarts of the server are waited out.
   *
   * @throws ProtocolError if the task failed, as the call would have; MortiseError `TASK_CANCELLED`, `TASK_GONE`,
   * and `TIMEOUT` when `wait` is over.
   */
  result(options?: TaskWaitOptions): Promise<ToolResult<Structured>>;
  /** Reports the present state and every later one, the final one last; answers no questions. */
  watch(options?: TaskRequestOptions): AsyncGenerator<DetailedTask, void, undefined>;
  /** Answers open questions by their keys, as `inputRequests` of the state names them. */
  update(inputResponses: JsonObject, options?: TaskRequestOptions): Promise<void>;
  /** Asks the server to end the work. It may take a while, and comes too late for a task that has ended. */
  cancel(options?: TaskRequestOptions): Promise<void>;
}
