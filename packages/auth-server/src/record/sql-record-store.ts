import type { Clock } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import type { DatabaseSchema, SqlDatabase, Statement } from "@mortise/storage";
import { ExpiringValues, Sweeper } from "@mortise/storage";
import type { RecordPlace, RecordStore } from "./record-store.ts";

/** The tables' schema in PostgreSQL, and the first part of their names in SQLite. */
const NAMESPACE = "mortise_auth";
/** Milliseconds between two removals of what has expired. */
const SWEEP_MS = 60_000;
/** Rows that one statement removes; SQLite blocks the process meanwhile. */
const SWEEP_BATCH = 500;

/** How records are kept in a database. */
export interface SqlRecordStoreOptions {
  readonly clock?: Clock;
  /** Receives the errors of the removal of expired rows. */
  readonly report: (error: unknown) => void;
}

/** Keeps records as rows of one table, for any number of instances. */
export class SqlRecordStore implements RecordStore {
  readonly isDurable = true;
  readonly #database: SqlDatabase;
  readonly #values: ExpiringValues;
  readonly #sql: ReturnType<typeof statements>;
  readonly #sweeper: Sweeper;

  private constructor(database: SqlDatabase, { clock, report }: SqlRecordStoreOptions) {
    this.#database = database;
    const { dialect } = database;
    const { now } = dialect;
    this.#values = new ExpiringValues(database, {
      name: NAMESPACE,
      table: dialect.table(NAMESPACE, "record"),
      time: { now, after: (parameter) => `${now} + CAST(${parameter} AS bigint)` },
      label: "place",
    });
    this.#sql = statements(database);
    this.#sweeper = new Sweeper(database, {
      name: `${NAMESPACE}.sweep`,
      statements: [this.#sql.sweep],
      batch: SWEEP_BATCH,
      everyMs: SWEEP_MS,
      clock: clock ?? systemClock,
      report,
    });
  }

  /** Brings the table up to date and opens the store, which closes the database with itself. */
  static async open(
    database: SqlDatabase,
    options: SqlRecordStoreOptions,
  ): Promise<SqlRecordStore> {
    try {
      await database.migrate(schema(database));
    } catch (error) {
      await database.close();
      throw error;
    }
    return new SqlRecordStore(database, options);
  }

  get(key: string): Promise<string | undefined> {
    return this.#values.get(key);
  }

  set(key: string, value: string, ttlMs: number, { group }: RecordPlace = {}): Promise<void> {
    return this.#values.set(key, value, ttlMs, group);
  }

  replace(
    key: string,
    expected: string | undefined,
    value: string,
    ttlMs: number,
  ): Promise<boolean> {
    return this.#values.replace(key, expected, value, ttlMs);
  }

  async delete(key: string): Promise<boolean> {
    return (await this.#database.execute(this.#sql.delete, [key])) > 0;
  }

  async deleteGroup(group: string): Promise<void> {
    await this.#database.execute(this.#sql.deleteGroup, [group]);
  }

  async close(): Promise<void> {
    await this.#sweeper.close();
    await this.#database.close();
  }
}

function schema({ dialect }: SqlDatabase): DatabaseSchema {
  const record = dialect.table(NAMESPACE, "record");
  const index = (column: string): string =>
    dialect.name === "postgres"
      ? `CREATE INDEX record_${column} ON ${record} (${column})`
      : `CREATE INDEX ${NAMESPACE}_record_${column} ON ${record} (${column})`;
  return {
    namespace: NAMESPACE,
    component: "auth_server",
    migrations: [
      {
        name: "create records",
        statements: [
          `CREATE TABLE ${record} (
             key text PRIMARY KEY,
             value text NOT NULL,
             place text,
             expires_at bigint NOT NULL
           )`,
          index("place"),
          index("expires_at"),
        ],
      },
    ],
  };
}

function statements({ dialect }: SqlDatabase) {
  const record = dialect.table(NAMESPACE, "record");
  const { now } = dialect;
  return {
    delete: {
      name: `${NAMESPACE}.delete`,
      text: `DELETE FROM ${record} WHERE key = $1 AND expires_at > ${now}`,
    },
    deleteGroup: {
      name: `${NAMESPACE}.delete_group`,
      text: `DELETE FROM ${record} WHERE place = $1`,
    },
    sweep: {
      name: `${NAMESPACE}.sweep`,
      text: `DELETE FROM ${record} WHERE key IN (
        SELECT key FROM ${record} WHERE expires_at <= ${now} LIMIT $1)`,
    },
  } satisfies Record<string, Statement>;
}
