import type { JsonObject, TaskInspection, TaskQueue, TaskSummary } from "@mortise/protocol";

/** The newest tasks of all owners of the server under development. */
export interface TaskListing {
  /** The newest first. */
  readonly tasks: readonly TaskSummary[];
  /** There are older ones than were asked for. */
  readonly hasMore: boolean;
  /** The open tasks of all. */
  readonly queue: TaskQueue;
}

/** One task with its contents, as far as an event could hold them. */
export interface InspectedTask extends Omit<TaskInspection, "input" | "result"> {
  /** Left out when it is too large; `isCut` says so. */
  readonly input?: JsonObject;
  /** Left out before the end, and when it is too large. */
  readonly result?: JsonObject;
  /** Something was left out for its size. */
  readonly isCut: boolean;
}

/**
 * The requests about the tasks of all owners, to the process of the server under development, with their
 * answers: `undefined` when there is no such task, `false` when its state does not allow the change.
 */
export interface TaskOperations {
  list: [{ readonly limit: number }, TaskListing];
  inspect: [{ readonly task: string }, InspectedTask | undefined];
  retry: [{ readonly task: string; readonly fromStart: boolean }, boolean | undefined];
  cancel: [{ readonly task: string }, boolean | undefined];
}
