import type { Task, TaskStatus } from "./task.ts";

/** Every status of a task (Tasks extension, Task Status). */
export const TASK_STATUSES: readonly TaskStatus[] = [
  "working",
  "input_required",
  "completed",
  "failed",
  "cancelled",
];

/** Returns whether a task has ended, so that its state never changes again. */
export function hasTaskEnded({ status }: Pick<Task, "status">): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}
