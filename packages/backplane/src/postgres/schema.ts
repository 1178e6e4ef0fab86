/**
 * The statements that create the tables of the schema `prefix`, run together where they are missing.
 *
 * Values hold sessions: they are logged, so that they outlive a crash of the database and reach its
 * standby. Counters and events are UNLOGGED: a crash of the database empties them, which costs a rate
 * limit its window and a client its resumption, and nobody an answer.
 */
export function createTables(prefix: string): readonly string[] {
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
