import type { TaskSummary } from "@mortise/protocol";
import type { TaskState } from "../../contract/index.ts";

/** A task of the page: as it was seen on the wire, as the server under development keeps it, or both. */
export interface ListedTask {
  readonly id: string;
  readonly seen?: TaskState | undefined;
  readonly kept?: TaskSummary | undefined;
}

/** Joins the tasks of the wire with those that are kept, the newest first. */
export function joinTasks(
  seen: readonly TaskState[],
  kept: readonly TaskSummary[],
): readonly ListedTask[] {
  const tasks = new Map<string, ListedTask>(
    seen.map((state) => [state.task.taskId, { id: state.task.taskId, seen: state }]),
  );
  for (const summary of kept) {
    const { taskId: id } = summary;
    tasks.set(id, { id, seen: tasks.get(id)?.seen, kept: summary });
  }
  return [...tasks.values()].toSorted((one, other) => createdAt(other) - createdAt(one));
}

function createdAt({ seen, kept }: ListedTask): number {
  return Date.parse(seen?.task.createdAt ?? kept?.createdAt ?? "") || 0;
}

/** Returns what the server keeps, unless something newer was seen on the wire. */
export function newestKept({ seen, kept }: ListedTask): TaskSummary | undefined {
  if (kept === undefined || seen === undefined || seen.gone !== undefined) return kept;
  return seen.task.lastUpdatedAt > kept.lastUpdatedAt ? undefined : kept;
}

/** Returns what was seen on the wire, unless the server keeps something newer. */
export function newestSeen({ seen, kept }: ListedTask): TaskState["task"] | undefined {
  if (seen === undefined || kept === undefined) return seen?.task;
  return kept.lastUpdatedAt > seen.task.lastUpdatedAt ? undefined : seen.task;
}

/** The tool whose call a task answers. */
export function toolOf({ seen, kept }: ListedTask): string | undefined {
  return seen?.tool ?? kept?.kind;
}
