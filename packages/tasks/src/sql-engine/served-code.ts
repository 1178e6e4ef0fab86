import type { TaskKind } from "@mortise/protocol";

/** The versions of code that a process has, each as its kind and its revision. */
export type ServedCode = readonly string[];

/** The separator of a kind and its revision. */
const SEPARATOR = "\n";

/** Returns the versions of code that a process with `kinds` has. */
export function servedCode(kinds: ReadonlyMap<string, TaskKind>): ServedCode {
  return [...kinds].map(([kind, { revision }]) => `${kind}${SEPARATOR}${revision}`);
}

/** Returns the SQL of the same text for the row `task`: the version of code that the task began with. */
export function servedCodeSql(task: string): string {
  return `(${task}.kind || '${SEPARATOR}' || ${task}.revision)`;
}
