import type { DetailedTask, TaskStatus } from "@mortise/protocol";

/** A task, as the messages that crossed the wire tell of it (Tasks extension). */
export interface TaskState {
  readonly connection: string;
  /** The client that it was created for: `inspector`, or the name that another client gave itself. */
  readonly lane: string;
  /** The tool whose call it answers; left out for a task that was found by its id. */
  readonly tool?: string;
  /** The call of the inspector that it answers. */
  readonly call?: string;
  /** The newest state as on the wire; its result is that of the call. */
  readonly task: Omit<DetailedTask, "result">;
  /** The changes that were seen, the oldest first; the first of more than 100 are left out. */
  readonly changes: readonly TaskChange[];
  /** The words of the server when it no longer has the task. */
  readonly gone?: string;
}

/** A change of a task that was seen on the wire. */
export interface TaskChange {
  /** When it was seen, in milliseconds since 1970. */
  readonly at: number;
  readonly status: TaskStatus;
  readonly message?: string;
}
