import type { Statement } from "@mortise/storage";
import { IS_OPEN, inPhase } from "./phase-index.ts";
import type { TaskSql } from "./task-sql.ts";
import { SWEEP_BATCH } from "./task-sql.ts";

/** The statements that bring on what no process attends to. */
export type SweepStatements = Readonly<
  Record<
    | "lost"
    | "lockLost"
    | "reclaim"
    | "keepCrashes"
    | "expire"
    | "purgeable"
    | "purgeInput"
    | "purgeSteps"
    | "purgeBlobs"
    | "purgeFailures"
    | "purge",
    Statement
  >
>;

/** Builds the statements, once for a database. */
export function sweepStatements(sql: TaskSql): SweepStatements {
  const {
    task,
    input,
    step,
    blob,
    failure,
    instance,
    now,
    skipLocked,
    changed,
    isSpent,
    isOver,
    cleans,
    anew,
    expired,
    lost,
    member,
    open,
    make,
  } = sql;
  // Ordered by the index of running tasks: ordered by id, SQLite reads all that have ended.
  const lostTasks = `SELECT id FROM ${task} t WHERE ${inPhase("phase", "running")} AND NOT EXISTS
      (SELECT 1 FROM ${instance} n WHERE n.id = t.instance AND n.until >= ${now})
    ORDER BY instance LIMIT ${SWEEP_BATCH}`;
  const isAsking = `ending IS NULL AND ${open("id")}`;
  const isLast = `(ending IS NULL AND on_crash = 'fail') OR ${isSpent}`;
  return {
    lost: make("lost", lostTasks),
    lockLost: make("lock-lost", `${lostTasks} ${skipLocked}`),
    // The rows were locked by a statement before, so that this one sees the latest answers.
    reclaim: make(
      "reclaim",
      `UPDATE ${task} SET instance = NULL, ${changed},
        crashes = CASE WHEN ${isAsking} THEN crashes ELSE crashes + 1 END,
        phase = CASE WHEN ${isOver} THEN 'done' WHEN ${isAsking} THEN 'waiting'
          WHEN ${isLast} THEN 'done' WHEN crashes = 0 THEN 'queued' ELSE 'delayed' END,
        status = CASE WHEN ${isOver} THEN ending WHEN ${isAsking} THEN 'input_required'
          WHEN NOT (${isLast}) THEN 'working' WHEN ending IS NOT NULL THEN ending ELSE 'failed' END,
        error = CASE WHEN ending = 'failed' AND (${isOver} OR ${isLast}) THEN ${expired}
          WHEN ending IS NULL AND NOT ${open("id")} AND (${isLast}) THEN ${lost} END,
        run_at = ${now} + backoff_ms * crashes
      WHERE ${member("id", "$1")} AND phase = 'running'
      RETURNING id`,
    ),
    keepCrashes: make(
      "keep-crashes",
      `INSERT INTO ${failure} (task, attempt, kind, at)
      SELECT id, attempt, 'crash', ${now} FROM ${task} WHERE ${member("id", "$1")}
      ON CONFLICT (task, attempt) DO NOTHING`,
    ),
    expire: make(
      "expire",
      `UPDATE ${task} SET ${changed}, ending = 'failed',
        status = CASE WHEN phase = 'running' THEN status WHEN ${cleans} THEN 'working' ELSE 'failed' END,
        error = CASE WHEN phase = 'running' OR ${cleans} THEN error ELSE ${expired} END,
        phase = CASE WHEN phase = 'running' THEN phase WHEN ${cleans} THEN 'queued' ELSE 'done' END,
        ${anew}
      WHERE id IN (SELECT id FROM ${task} WHERE ${IS_OPEN} AND ending IS NULL
          AND expires_at <= ${now} ORDER BY expires_at LIMIT ${SWEEP_BATCH} ${skipLocked})
        AND phase <> 'done' AND ending IS NULL
      RETURNING id`,
    ),
    // An ending task may have work elsewhere that no process can end, because none knows its kind any more.
    purgeable: make(
      "purgeable",
      `SELECT id FROM ${task} WHERE purge_at <= ${now} AND (phase = 'done' OR ending IS NOT NULL)
      ORDER BY purge_at LIMIT ${SWEEP_BATCH} ${skipLocked}`,
    ),
    purgeInput: make("purge-input", `DELETE FROM ${input} WHERE ${member("task", "$1")}`),
    purgeSteps: make("purge-steps", `DELETE FROM ${step} WHERE ${member("task", "$1")}`),
    purgeBlobs: make("purge-blobs", `DELETE FROM ${blob} WHERE ${member("task", "$1")}`),
    purgeFailures: make("purge-failures", `DELETE FROM ${failure} WHERE ${member("task", "$1")}`),
    purge: make("purge", `DELETE FROM ${task} WHERE ${member("id", "$1")}`),
  };
}
