import type { Statement } from "@mortise/storage";
import type { TaskSql } from "./task-sql.ts";

/** The statements by which a process changes a task that it runs. */
export type HeldStatements = Readonly<
  Record<
    | "report"
    | "adopt"
    | "end"
    | "retry"
    | "keepResult"
    | "keepFailure"
    | "lockHeld"
    | "park"
    | "again",
    Statement
  >
>;

/** Builds the statements, once for a database. */
export function heldStatements(sql: TaskSql): HeldStatements {
  const {
    task,
    blob,
    failure,
    now,
    forUpdate,
    held,
    changed,
    isSpent,
    isOver,
    expired,
    open,
    make,
  } = sql;
  const isAsking = `ending IS NULL AND ${open("id")}`;
  const hasResult = "CAST($8 AS boolean)";
  return {
    report: make(
      "report",
      `UPDATE ${task} SET message = $4, ${changed} WHERE ${held} AND message IS DISTINCT FROM $4`,
    ),
    adopt: make("adopt", `UPDATE ${task} SET revision = $4 WHERE ${held}`),
    end: make(
      "end",
      `UPDATE ${task} SET phase = 'done', status = $4, result = $5, error = $6,
        message = $7, instance = NULL, ${changed} WHERE ${held}`,
    ),
    retry: make(
      "retry",
      `UPDATE ${task} SET failures = failures + 1,
        phase = CASE WHEN ${isOver} OR ${isSpent} THEN 'done' ELSE 'delayed' END,
        status = CASE WHEN ${isOver} THEN ending WHEN NOT (${isSpent}) THEN 'working'
          WHEN ending IS NOT NULL THEN ending WHEN ${hasResult} THEN 'completed' ELSE 'failed' END,
        error = CASE WHEN ending IS NULL AND ${isSpent} AND NOT ${hasResult} THEN $4
          WHEN ending = 'failed' AND (${isOver} OR ${isSpent}) THEN ${expired} END,
        result = CASE WHEN ending IS NULL AND ${isSpent} THEN CAST($7 AS text) END,
        message = $5, run_at = ${now} + CAST($6 AS bigint), instance = NULL, ${changed}
      WHERE ${held}`,
    ),
    keepResult: make(
      "keep-result",
      `INSERT INTO ${blob} (task, slot, body) SELECT id, 'result', $2 FROM ${task}
      WHERE id = $1 AND status = 'completed' ON CONFLICT (task, slot) DO NOTHING`,
    ),
    keepFailure: make(
      "keep-failure",
      `INSERT INTO ${failure} (task, attempt, kind, message, at) VALUES ($1, $2, 'failure', $3, ${now})
      ON CONFLICT (task, attempt) DO NOTHING`,
    ),
    // A look that changes nothing is no new state.
    again: make(
      "again",
      `UPDATE ${task} SET instance = NULL, failures = 0, crashes = 0,
        run_at = ${now} + CASE WHEN ending IS NULL THEN CAST($4 AS bigint) ELSE 0 END,
        phase = CASE WHEN ${isOver} THEN 'done' ELSE 'delayed' END,
        status = CASE WHEN ${isOver} THEN ending ELSE 'working' END,
        error = CASE WHEN ${isOver} AND ending = 'failed' THEN ${expired} END,
        version = CASE WHEN ending IS NULL THEN version ELSE version + 1 END,
        updated_at = CASE WHEN ending IS NULL THEN updated_at ELSE ${now} END
      WHERE ${held}`,
    ),
    lockHeld: make("lock-held", `SELECT id FROM ${task} WHERE ${held} ${forUpdate}`),
    park: make(
      "park",
      `UPDATE ${task} SET instance = NULL, version = version + 1,
        phase = CASE WHEN ${isOver} THEN 'done' WHEN ${isAsking} THEN 'waiting' ELSE 'queued' END,
        status = CASE WHEN ${isOver} THEN ending WHEN ${isAsking} THEN 'input_required' ELSE 'working' END,
        error = CASE WHEN ${isOver} AND ending = 'failed' THEN ${expired} END,
        updated_at = CASE WHEN ending IS NULL THEN updated_at ELSE ${now} END
      WHERE ${held}`,
    ),
  };
}
