import type { Statement } from "@mortise/storage";
import type { TaskSql } from "./task-sql.ts";

/** The statements by which a process keeps the answers and steps of a task that it runs. */
export type JournalStatements = Readonly<
  Record<
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

/** Builds the statements, once for a database. */
export function journalStatements(sql: TaskSql): JournalStatements {
  const { task, input, step, forUpdate, held, changed, make } = sql;
  return {
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
