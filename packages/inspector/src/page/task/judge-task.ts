import type { TaskState } from "../../contract/index.ts";
import type { Tone } from "../part/tag.tsx";

/** The state of a task as a short mark. */
export interface TaskMark {
  readonly text: string;
  readonly tone: Tone;
}

const MARKS: Readonly<Record<TaskState["task"]["status"], TaskMark>> = {
  working: { text: "working", tone: "accent" },
  input_required: { text: "asks", tone: "warn" },
  completed: { text: "completed", tone: "ok" },
  failed: { text: "failed", tone: "bad" },
  cancelled: { text: "cancelled", tone: "plain" },
};

/** Returns the mark of a task. */
export function judgeTask({ task, gone }: TaskState): TaskMark {
  return gone === undefined ? MARKS[task.status] : { text: "gone", tone: "note" };
}

/** Returns whether a task can still change. */
export function isUnderWay({ task, gone }: TaskState): boolean {
  return gone === undefined && (task.status === "working" || task.status === "input_required");
}

/** Returns when the server forgets a task, in milliseconds since 1970; `undefined` without a limit. */
export function endOfTask({ createdAt, ttlMs }: TaskState["task"]): number | undefined {
  const end = ttlMs === null ? Number.NaN : Date.parse(createdAt) + Number(ttlMs);
  return Number.isFinite(end) ? end : undefined;
}
