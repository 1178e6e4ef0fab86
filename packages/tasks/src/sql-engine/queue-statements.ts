import type { Statement } from "@mortise/storage";
import { IS_OPEN, inPhase } from "./phase-index.ts";
import { servedCodeSql } from "./served-code.ts";
import type { TaskSql } from "./task-sql.ts";
import { SWEEP_BATCH } from "./task-sql.ts";

/** The statements by which processes take tasks and keep their leases. */
export type QueueStatements = Readonly<
  Record<
    | "promote"
    | "nextDue"
    | "claim"
    | "register"
    | "heartbeat"
    | "unregister"
    | "instances"
    | "forgetInstances"
    | "running"
    | "unreadable"
    | "depth",
    Statement
  >
>;

/** Builds the statements, once for a database. */
export function queueStatements(sql: TaskSql): QueueStatements {
  const { task, instance, now, skipLocked, work, isLeased, member, each, make } = sql;
  const runningOf = (other: string): string => `(SELECT count(*) FROM ${task} r
          WHERE r.owner = ${other}.owner AND r.kind = ${other}.kind AND ${inPhase("r.phase", "running")})`;
  // A task waits for the version that it began with while some process has that version.
  const isServedElsewhere = `${servedCodeSql("t")} IN (SELECT e.value FROM ${instance} n
          CROSS JOIN ${each("n.serves")} WHERE n.until >= ${now})`;
  return {
    promote: make(
      "promote",
      `UPDATE ${task} SET phase = 'queued'
      WHERE id IN (SELECT id FROM ${task} WHERE ${inPhase("phase", "delayed")} AND run_at <= ${now}
        ORDER BY run_at LIMIT ${SWEEP_BATCH} ${skipLocked}) AND phase = 'delayed'`,
    ),
    nextDue: make(
      "next-due",
      `SELECT min(run_at) - ${now} AS ms FROM ${task} WHERE ${inPhase("phase", "delayed")}`,
    ),
    claim: make(
      "claim",
      `WITH candidate AS MATERIALIZED (
        SELECT id, owner, kind, per_owner, turn FROM ${task} t
        WHERE ${inPhase("phase", "queued")} AND ${isLeased("$1")} AND ${member("kind", "$2")}
          AND (${member(servedCodeSql("t"), "$5")} OR NOT (${isServedElsewhere}))
          AND (sealed_by IS NULL OR ${member("sealed_by", "$4")})
          AND (per_owner IS NULL OR per_owner > ${runningOf("t")})
        ORDER BY turn, id LIMIT CAST($3 AS integer) * 4 ${skipLocked}
      ), placed AS (
        SELECT id, per_owner, turn,
          row_number() OVER (PARTITION BY owner, kind ORDER BY turn, id) AS place,
          CASE WHEN per_owner IS NULL THEN 0 ELSE ${runningOf("c")} END AS running
        FROM candidate c
      ), picked AS MATERIALIZED (
        SELECT id FROM placed WHERE per_owner IS NULL OR running + place <= per_owner
        ORDER BY turn, id LIMIT CAST($3 AS integer)
      )
      UPDATE ${task} SET phase = 'running', status = 'working', instance = $1, attempt = attempt + 1
      WHERE id IN (SELECT id FROM picked) AND phase = 'queued'
      RETURNING ${work}`,
    ),
    register: make(
      "register",
      `INSERT INTO ${instance} (id, until, serves) VALUES ($1, ${now} + CAST($2 AS bigint), $3)`,
    ),
    heartbeat: make(
      "heartbeat",
      `UPDATE ${instance} SET until = ${now} + CAST($2 AS bigint), serves = $3 WHERE id = $1 AND until >= ${now}`,
    ),
    unregister: make("unregister", `DELETE FROM ${instance} WHERE id = $1`),
    instances: make("instances", `SELECT id FROM ${instance}`),
    forgetInstances: make(
      "forget-instances",
      `DELETE FROM ${instance} WHERE until < ${now} AND NOT EXISTS
        (SELECT 1 FROM ${task} t WHERE t.instance = ${instance}.id AND ${inPhase("t.phase", "running")})`,
    ),
    depth: make(
      "depth",
      `SELECT phase, count(*) AS tasks, ${now} - min(run_at) AS age FROM ${task}
      WHERE ${IS_OPEN} GROUP BY phase`,
    ),
    unreadable: make(
      "unreadable",
      `SELECT sealed_by, count(*) AS tasks FROM ${task}
      WHERE ${IS_OPEN} AND sealed_by IS NOT NULL AND NOT (${member("sealed_by", "$1")})
      GROUP BY sealed_by ORDER BY sealed_by`,
    ),
    running: make(
      "running",
      `SELECT id, attempt, ending FROM ${task} WHERE instance = $1 AND ${inPhase("phase", "running")}`,
    ),
  };
}
