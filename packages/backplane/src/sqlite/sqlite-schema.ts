import type { DatabaseSchema } from "@mortise/storage";

/** The tables of a backplane in SQLite; times are milliseconds since 1970. */
export function sqliteSchema(prefix: string): DatabaseSchema {
  return {
    namespace: prefix,
    component: "backplane",
    migrations: [
      { name: "create values, counters, streams and events", statements: createTables(prefix) },
    ],
  };
}

/** The statements that remove expired rows, each up to `$1` of them; events go with their stream. */
export function expiredRows(prefix: string): readonly string[] {
  return ["value", "counter", "stream"].map((name) => {
    const table = `${prefix}_${name}`;
    return `DELETE FROM ${table} WHERE rowid IN (
      SELECT rowid FROM ${table} WHERE expires_at <= mortise_now() LIMIT $1)`;
  });
}

function createTables(prefix: string): readonly string[] {
  return [
    `CREATE TABLE ${prefix}_value (
       key text PRIMARY KEY,
       value text NOT NULL,
       expires_at integer NOT NULL
     )`,
    `CREATE TABLE ${prefix}_counter (
       key text PRIMARY KEY,
       count integer NOT NULL,
       expires_at integer NOT NULL
     )`,
    `CREATE TABLE ${prefix}_stream (
       id integer PRIMARY KEY,
       name text NOT NULL UNIQUE,
       last_sequence integer NOT NULL,
       characters integer NOT NULL,
       expires_at integer NOT NULL
     )`,
    `CREATE TABLE ${prefix}_event (
       stream integer NOT NULL REFERENCES ${prefix}_stream (id) ON DELETE CASCADE,
       sequence integer NOT NULL,
       message text NOT NULL,
       begins_at integer NOT NULL,
       PRIMARY KEY (stream, sequence)
     ) WITHOUT ROWID`,
    `CREATE INDEX ${prefix}_value_expiry ON ${prefix}_value (expires_at)`,
    `CREATE INDEX ${prefix}_counter_expiry ON ${prefix}_counter (expires_at)`,
    `CREATE INDEX ${prefix}_stream_expiry ON ${prefix}_stream (expires_at)`,
  ];
}
