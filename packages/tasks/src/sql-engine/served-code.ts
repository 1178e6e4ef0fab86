import type { TaskKind } from "@mortise/protocol";

/** The versions of code that a process has, each as its kind and its revision. */
export type ServedCode = readonly string[];

/** Stands between a kind and its revision. */
const BETWEEN = "\n";

/** Returns the versions of code that a process with `kinds` has. */
export function servedCode(kinds: ReadonlyMap<string, TaskKind>): ServedCode {
  return [...kinds].map(([kind, { revision }]) => `${kind}${BETWEEN}${revision}`);
}

/** Writes the version of code that a task in SQL began with, in the same form. */
export function codeOf(task: string): string {
  return `(${task}.kind || '${BETWEEN}' || ${task}.revision)`;
}
