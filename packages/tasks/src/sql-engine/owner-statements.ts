import type { Statement } from "@mortise/storage";
import { inPhase } from "./phase-index.ts";
import type { TaskSql } from "./task-sql.ts";

/** The distance of two queued tasks of one owner, so that those of others come between them. */
const TURN_MS = 1000;

/** The statements by which the owners of tasks use them. */
export type OwnerStatements = Readonly<
  Record<
    | "create"
    | "keepInput"
    | "recordAnswer"
    | "recordStep"
    | "get"
    | "getAll"
    | "versions"
    | "openKeys"
    | "lock"
    | "answer"
    | "answered"
    | "cancel"
    | "wake",
    Statement
  >
>;

/** Builds the statements, once for a database. */
export function ownerStatements(sql: TaskSql): OwnerStatements {
  const { task, input, now, forUpdate, state, changed, cancelled, isLeased, member, open, make } =
    sql;
  return {
    create: make(
      "create",
      `INSERT INTO ${task} (id, owner, kind, revision, input, phase, status, attempts, backoff_ms,
        max_backoff_ms, on_crash, per_owner, timeout_ms, poll_ms, turn, run_at, created_at, updated_at,
        ttl_ms, expires_at, purge_at, instance, attempt, sealed_by, trace, cleanup)
      SELECT $1, $2, $3, $4, $5,
        CASE WHEN CAST($13 AS bigint) > 0 THEN 'delayed' WHEN p.begins THEN 'running' ELSE 'queued' END,
        'working',
        CAST($6 AS integer), CAST($7 AS bigint), CAST($8 AS bigint), $9, CAST($10 AS integer),
        CAST($11 AS bigint), CAST($12 AS bigint),
        CASE WHEN q.last + ${TURN_MS} > c.n THEN q.last + ${TURN_MS} ELSE c.n END,
        c.n + CAST($13 AS bigint), c.n, c.n, CAST($14 AS bigint),
        c.n + CAST($14 AS bigint), c.n + CAST($14 AS bigint) + CAST($15 AS bigint),
        CASE WHEN p.begins THEN CAST($16 AS text) END, CASE WHEN p.begins THEN 1 ELSE 0 END, $17, $18,
        CAST($19 AS integer)
      FROM (SELECT ${now} AS n) c
        CROSS JOIN (SELECT max(turn) AS last FROM ${task} WHERE owner = $2 AND ${inPhase("phase", "queued")}) q
        CROSS JOIN (SELECT ${isLeased("CAST($16 AS text)")} AND NOT EXISTS
          (SELECT 1 FROM ${task} WHERE ${inPhase("phase", "queued")}) AS begins) p
      RETURNING ${state}, phase`,
    ),
    ...creationStatements(sql),
    get: make("get", `SELECT ${state} FROM ${task} WHERE id = $1 AND owner = $2`),
    getAll: make("get-all", `SELECT ${state} FROM ${task} WHERE ${member("id", "$1")}`),
    versions: make("versions", `SELECT id, version FROM ${task} WHERE ${member("id", "$1")}`),
    openKeys: make(
      "open-keys",
      `SELECT key FROM ${input} WHERE task = $1 AND answer IS NULL AND EXISTS
        (SELECT 1 FROM ${task} WHERE id = $1 AND owner = $2)`,
    ),
    lock: make(
      "lock",
      `SELECT id, sealed_by, phase FROM ${task} WHERE id = $1 AND owner = $2 ${forUpdate}`,
    ),
    answer: make(
      "answer",
      `UPDATE ${input} SET answer = $3 WHERE task = $1 AND key = $2 AND answer IS NULL`,
    ),
    answered: make(
      "answered",
      `UPDATE ${task} SET
        status = CASE WHEN ending IS NULL AND ${open("id")} THEN 'input_required' ELSE 'working' END,
        phase = CASE WHEN phase = 'waiting' AND NOT ${open("id")} THEN 'queued' ELSE phase END,
        ${changed}
      WHERE id = $1 AND phase <> 'done'`,
    ),
    // Without failures, one that has begun and is delayed waits for something elsewhere.
    wake: make(
      "wake",
      `UPDATE ${task} SET run_at = ${now} WHERE id = $1 AND phase = 'delayed' AND attempt > 0
        AND failures + crashes = 0 AND run_at > ${now}`,
    ),
    cancel: make(
      "cancel",
      `UPDATE ${task} SET ${cancelled} WHERE id = $1 AND owner = $2 AND phase <> 'done' AND ending IS NULL`,
    ),
  };
}

/** The statements that store what a task is created with beside its row. */
function creationStatements({
  input,
  step,
  blob,
  make,
}: TaskSql): Pick<OwnerStatements, "keepInput" | "recordAnswer" | "recordStep"> {
  return {
    keepInput: make(
      "keep-input",
      `INSERT INTO ${blob} (task, slot, body) VALUES ($1, 'input', $2)`,
    ),
    recordAnswer: make(
      "record-answer",
      `INSERT INTO ${input} (task, key, name, round, question, answer)
      VALUES ($1, $2, $2, 1, $3, $4)`,
    ),
    recordStep: make("record-step", `INSERT INTO ${step} (task, name, record) VALUES ($1, $2, $3)`),
  };
}
