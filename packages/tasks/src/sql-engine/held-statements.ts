import type { Statement } from "@mortise/storage";
import type { TaskSql } from "./task-sql.ts";

/** The statements by which a process changes a task that it runs. */
export type HeldStatements = Readonly<
  Record<
    | "report"
    | "end"
    | "retry"
    | "lockHeld"
    | "park"
    | "latestQuestion"
    | "heldStep"
    | "keepStep"
    | "question"
    | "asking"
    | "answersOf"
    | "journalSize",
    Statement
  >
>;

/** Writes the heldStatements. */
export function heldStatements(sql: TaskSql): HeldStatements {
  const { task, input, step, now, forUpdate, held, changed, isSpent, expired, open, make } = sql;
  return {
    report: make(
      "report",
      `UPDATE ${task} SET message = $4, ${changed} WHERE ${held} AND message IS DISTINCT FROM $4`,
    ),
    end: make(
      "end",
      `UPDATE ${task} SET phase = 'done', status = $4, result = $5, error = $6,
        message = $7, instance = NULL, ${changed} WHERE ${held}`,
    ),
    retry: make(
      "retry",
      `UPDATE ${task} SET failures = failures + 1,
        phase = CASE WHEN ending IS NOT NULL OR ${isSpent} THEN 'done' ELSE 'delayed' END,
        status = CASE WHEN ending IS NOT NULL THEN ending WHEN NOT (${isSpent}) THEN 'working'
          WHEN CAST($7 AS text) IS NULL THEN 'failed' ELSE 'completed' END,
        error = CASE WHEN ending IS NULL AND ${isSpent} AND CAST($7 AS text) IS NULL THEN $4
          WHEN ending = 'failed' THEN ${expired} END,
        result = CASE WHEN ending IS NULL AND ${isSpent} THEN CAST($7 AS text) END,
        message = $5, run_at = ${now} + CAST($6 AS bigint), instance = NULL, ${changed}
      WHERE ${held}`,
    ),
    lockHeld: make("lock-held", `SELECT id FROM ${task} WHERE ${held} ${forUpdate}`),
    park: make(
      "park",
      `UPDATE ${task} SET instance = NULL, version = version + 1,
        phase = CASE WHEN ending IS NOT NULL THEN 'done' WHEN ${open("id")} THEN 'waiting' ELSE 'queued' END,
        status = CASE WHEN ending IS NOT NULL THEN ending WHEN ${open("id")} THEN 'input_required' ELSE 'working' END,
        error = CASE WHEN ending = 'failed' THEN ${expired} END,
        updated_at = CASE WHEN ending IS NULL THEN updated_at ELSE ${now} END
      WHERE ${held}`,
    ),
    latestQuestion: make(
      "latest-question",
      `SELECT key, round, question, answer FROM ${input} WHERE task = $1 AND name = $2
      ORDER BY round DESC LIMIT 1`,
    ),
    heldStep: make(
      "held-step",
      `SELECT s.record FROM ${task} LEFT JOIN ${step} s ON s.task = id AND s.name = $4 WHERE ${held}`,
    ),
    // The row is locked, so that no later attempt looks for the record before it is there.
    keepStep: make(
      "keep-step",
      `INSERT INTO ${step} (task, name, record)
      SELECT id, $4, $5 FROM ${task} WHERE ${held} ${forUpdate} ON CONFLICT (task, name) DO NOTHING`,
    ),
    question: make(
      "question",
      `INSERT INTO ${input} (task, key, name, round, question) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (task, key) DO NOTHING`,
    ),
    asking: make(
      "asking",
      `UPDATE ${task} SET status = 'input_required', ${changed} WHERE ${held}`,
    ),
    answersOf: make(
      "answers-of",
      `SELECT key, answer FROM ${input} WHERE task = $1 AND answer IS NOT NULL`,
    ),
    journalSize: make(
      "journal-size",
      `SELECT (SELECT count(*) FROM ${step} WHERE task = $1) +
        (SELECT count(*) FROM ${input} WHERE task = $1 AND answer IS NOT NULL) AS entries`,
    ),
  };
}
