import type { DatabaseSchema } from "@mortise/storage";

/**
 * The tables of a backplane in PostgreSQL.
 *
 * Values are logged, so that they survive a crash of the database and reach its standby. Counters and
 * events are UNLOGGED: a crash of the database empties them, which costs a rate limit its window and a
 * client its resumption, but no answer.
 */
export function postgresSchema(prefix: string): DatabaseSchema {
  return {
    namespace: prefix,
    component: "backplane",
    migrations: [
      { name: "create values, counters, streams and events", statements: createTables(prefix) },
    ],
  };
}

/** The statements that remove expired rows, each up to `$1` of them. */
export function expiredRows(prefix: string): readonly string[] {
  const expired = (table: string): string =>
    `DELETE FROM ${prefix}.${table} WHERE expires_at <= now() AND ctid = ANY (ARRAY(
       SELECT ctid FROM ${prefix}.${table} WHERE expires_at <= now() LIMIT $1 FOR UPDATE SKIP LOCKED))`;
  return [
    expired("value"),
    expired("counter"),
    `WITH gone AS (${expired("stream")} RETURNING id), events AS (
       DELETE FROM ${prefix}.event WHERE stream IN (SELECT id FROM gone))
     SELECT FROM gone`,
  ];
}

function createTables(prefix: string): readonly string[] {
  return [
    `CREATE TABLE ${prefix}.value (
       key text COLLATE "C" PRIMARY KEY,
       value text NOT NULL,
       expires_at timestamptz NOT NULL
     )`,
    `CREATE UNLOGGED TABLE ${prefix}.counter (
       key text COLLATE "C" PRIMARY KEY,
       count bigint NOT NULL,
       expires_at timestamptz NOT NULL
     )`,
    `CREATE UNLOGGED TABLE ${prefix}.stream (
       name text COLLATE "C" PRIMARY KEY,
       id bigserial NOT NULL,
       last_sequence bigint NOT NULL,
       characters bigint NOT NULL,
       expires_at timestamptz NOT NULL
     )`,
    `CREATE UNLOGGED TABLE ${prefix}.event (
       stream bigint NOT NULL,
       sequence bigint NOT NULL,
       message text NOT NULL,
       begins_at bigint NOT NULL,
       PRIMARY KEY (stream, sequence)
     )`,
    `CREATE INDEX value_expiry ON ${prefix}.value (expires_at)`,
    `CREATE INDEX counter_expiry ON ${prefix}.counter (expires_at)`,
    `CREATE INDEX stream_expiry ON ${prefix}.stream (expires_at)`,
  ];
}
