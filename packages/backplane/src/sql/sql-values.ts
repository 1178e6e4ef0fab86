import type { KeyValueStore } from "@mortise/protocol";
import type { SqlDatabase, SqlTime, Statement } from "@mortise/storage";
import { ExpiringValues } from "@mortise/storage";

/** The statements of the counters of {@link SqlValues}. */
function countStatements({ dialect }: SqlDatabase, prefix: string, { now, after }: SqlTime) {
  const counter = dialect.table(prefix, "counter");
  return {
    increment: {
      name: `${prefix}.increment`,
      text: `INSERT INTO ${counter} AS kept (key, count, expires_at)
        VALUES ($1, $2, ${after("$3")})
        ON CONFLICT (key) DO UPDATE SET
          count = excluded.count + CASE WHEN kept.expires_at > ${now} THEN kept.count ELSE 0 END,
          expires_at = CASE WHEN kept.expires_at > ${now} THEN kept.expires_at ELSE excluded.expires_at END
        RETURNING count`,
    },
    count: {
      name: `${prefix}.count`,
      text: `SELECT count FROM ${counter} WHERE key = $1 AND expires_at > ${now}`,
    },
  } satisfies Record<string, Statement>;
}

/** Values and counters as rows of two tables. */
export abstract class SqlValues implements KeyValueStore {
  protected readonly database: SqlDatabase;
  readonly #values: ExpiringValues;
  readonly #sql: ReturnType<typeof countStatements>;

  constructor(database: SqlDatabase, prefix: string, time: SqlTime) {
    this.database = database;
    const table = database.dialect.table(prefix, "value");
    this.#values = new ExpiringValues(database, { name: prefix, table, time });
    this.#sql = countStatements(database, prefix, time);
  }

  get(key: string): Promise<string | undefined> {
    return this.#values.get(key);
  }

  set(key: string, value: string, ttlMs: number): Promise<void> {
    return this.#values.set(key, value, ttlMs);
  }

  replace(
    key: string,
    expected: string | undefined,
    value: string,
    ttlMs: number,
  ): Promise<boolean> {
    return this.#values.replace(key, expected, value, ttlMs);
  }

  /** Deletes a value and a counter; returns whether one of them lived. */
  abstract delete(key: string): Promise<boolean>;

  async increment(key: string, by: number, ttlMs: number): Promise<number> {
    const rows = by
      ? this.database.query<{ count: number }>(this.#sql.increment, [key, by, Math.ceil(ttlMs)])
      : this.database.query<{ count: number }>(this.#sql.count, [key]);
    const [row] = await rows;
    return row?.count ?? 0;
  }
}
