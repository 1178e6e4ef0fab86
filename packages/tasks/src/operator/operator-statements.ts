import type { Statement } from "@mortise/storage";
import type { TaskSql } from "../sql-engine/task-sql.ts";
import { SWEEP_BATCH } from "../sql-engine/task-sql.ts";

/** The statements by which operators look after the tasks of all owners. */
export type OperatorStatements = Readonly<
  Record<
    | "list"
    | "count"
    | "inspect"
    | "steps"
    | "failures"
    | "questions"
    | "revive"
    | "forgetResult"
    | "forgetSteps"
    | "forgetInput"
    | "cancelAny"
    | "ended"
    | "countEnded"
    | "exists",
    Statement
  >
>;

/** A task that failed, or whose last attempt failed and gave the result. */
const DEAD = `phase = 'done' AND
  (status = 'failed' OR (status = 'completed' AND failures + crashes >= attempts))`;

/** The time to live that the task was created with. */
const LIFE = "(expires_at - COALESCE(revived_at, created_at))";

/** The statements of a {@link TaskOperator}; the first six parameters of a filter are `toFilter`'s. */
export function operatorStatements(sql: TaskSql): OperatorStatements {
  const {
    task,
    input,
    step,
    blob,
    failure,
    now,
    skipLocked,
    changed,
    cancelled,
    state,
    member,
    make,
  } = sql;
  const summary = `id, sealed_by, owner, kind, revision, status, phase, attempt, attempts, failures, crashes,
    created_at, updated_at, expires_at, run_at, instance, CASE WHEN ${DEAD} THEN 1 ELSE 0 END AS dead`;
  const filter = `(CAST($1 AS text) IS NULL OR owner = $1) AND (CAST($2 AS text) IS NULL OR kind = $2)
    AND (CAST($3 AS bigint) IS NULL OR created_at <= ${now} - CAST($3 AS bigint))
    AND (CAST($4 AS bigint) IS NULL OR created_at >= ${now} - CAST($4 AS bigint))
    AND (CAST($5 AS text) = 'all' OR ${member("status", "$6")} OR ${member("phase", "$6")}
      OR (phase NOT IN ('done', 'moved') AND ${member("'open'", "$6")}) OR (${DEAD} AND ${member("'dead'", "$6")}))`;
  return {
    list: make(
      "list",
      `SELECT ${summary} FROM ${task} WHERE ${filter} AND (CAST($7 AS bigint) IS NULL
        OR created_at < CAST($7 AS bigint) OR (created_at = CAST($7 AS bigint) AND id < $8))
      ORDER BY created_at DESC, id DESC LIMIT CAST($9 AS integer)`,
    ),
    count: make("count", `SELECT count(*) AS tasks FROM ${task} WHERE ${filter}`),
    inspect: make(
      "inspect",
      `SELECT ${summary}, ${state}, CASE WHEN input = '' THEN
          (SELECT b.body FROM ${blob} b WHERE b.task = id AND b.slot = 'input') ELSE input END AS input
      FROM ${task} WHERE id = $1`,
    ),
    steps: make("steps", `SELECT name, record FROM ${step} WHERE task = $1 ORDER BY name`),
    failures: make(
      "failures",
      `SELECT attempt, kind, message, at FROM ${failure} WHERE task = $1 ORDER BY attempt`,
    ),
    questions: make(
      "questions",
      `SELECT key, question, CASE WHEN answer IS NULL THEN 0 ELSE 1 END AS answered
      FROM ${input} WHERE task = $1 ORDER BY key`,
    ),
    revive: make(
      "revive",
      `UPDATE ${task} SET phase = 'queued', status = 'working', result = NULL, error = NULL,
        message = NULL, ending = NULL, failures = 0, crashes = 0, turn = ${now}, run_at = ${now},
        ttl_ms = ${now} - created_at + ${LIFE}, expires_at = ${now} + ${LIFE},
        purge_at = ${now} + ${LIFE} + purge_at - expires_at, revived_at = ${now}, ${changed}
      WHERE id = $1 AND ${DEAD}`,
    ),
    forgetResult: make("forget-result", `DELETE FROM ${blob} WHERE task = $1 AND slot = 'result'`),
    forgetSteps: make("forget-steps", `DELETE FROM ${step} WHERE task = $1`),
    forgetInput: make("forget-input", `DELETE FROM ${input} WHERE task = $1`),
    cancelAny: make(
      "cancel-any",
      `UPDATE ${task} SET ${cancelled} WHERE id = $1 AND phase NOT IN ('done', 'moved') AND ending IS NULL`,
    ),
    ended: make(
      "ended",
      `SELECT id FROM ${task} WHERE phase = 'done' AND ${filter}
      ORDER BY id LIMIT ${SWEEP_BATCH} ${skipLocked}`,
    ),
    countEnded: make(
      "count-ended",
      `SELECT count(*) AS tasks FROM ${task} WHERE phase = 'done' AND ${filter}`,
    ),
    exists: make("exists", `SELECT id FROM ${task} WHERE id = $1`),
  };
}
