/** A phase whose tasks have indexes of their own. */
export type IndexedPhase = "delayed" | "queued" | "running";

/**
 * The condition on the column `phase` that an index of one phase has, and that a statement repeats to use the index.
 *
 * Written as `phase = 'queued'`, it would offer the index to each statement that names an id and a phase. PostgreSQL
 * takes it there once statistics say that nearly all tasks have ended, and then steps over every entry that is dead.
 */
export function inPhase(column: string, phase: IndexedPhase): string {
  return `CASE ${column} WHEN '${phase}' THEN 1 ELSE 0 END = 1`;
}

/** As {@link inPhase}, of the tasks that have not ended. */
export const IS_OPEN: string = "CASE phase WHEN 'done' THEN 0 ELSE 1 END = 1";
