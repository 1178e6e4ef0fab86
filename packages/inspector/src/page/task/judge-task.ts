import type { TaskState } from "../../contract/index.ts";
import type { Tone } from "../part/tag.tsx";
import type { ListedTask } from "./listed-task.ts";
import { newestKept } from "./listed-task.ts";

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
export function judgeTask(task: ListedTask): TaskMark {
  const kept = newestKept(task);
  if (kept !== undefined) {
    if (kept.isDead) return MARKS.failed;
    if (kept.phase === "delayed" || kept.phase === "queued") {
      return { text: kept.phase, tone: "note" };
    }
    return kept.phase === "waiting" ? MARKS.input_required : MARKS[kept.status];
  }
  const { seen } = task;
  if (seen === undefined) return { text: "not seen yet", tone: "note" };
  if (seen.gone !== undefined) return { text: "gone", tone: "note" };
  return MARKS[seen.task.status];
}

/** Returns whether a task can still change by itself. */
export function isUnderWay(task: ListedTask): boolean {
  const kept = newestKept(task);
  if (kept !== undefined) return kept.phase !== "done" && kept.phase !== "moved";
  const { seen } = task;
  if (seen === undefined || seen.gone !== undefined) return false;
  return seen.task.status === "working" || seen.task.status === "input_required";
}

/** Returns when the server forgets a task, in milliseconds since 1970; `undefined` without a limit. */
export function endOfTask({ createdAt, ttlMs }: TaskState["task"]): number | undefined {
  const end = ttlMs === null ? Number.NaN : Date.parse(createdAt) + Number(ttlMs);
  return Number.isFinite(end) ? end : undefined;
}
