import type { KeyValueStore } from "@mortise/protocol";
import type { SqlDatabase, Statement } from "@mortise/storage";

/** The time in the statements of a database. */
export interface SqlTime {
  /** The time now. */
  readonly now: string;
  /** Writes the time that is so many milliseconds from now; `parameter` is the number's, as `$3`. */
  readonly after: (parameter: string) => string;
}

/** The statements of {@link SqlValues}. */
function statements({ dialect }: SqlDatabase, prefix: string, { now, after }: SqlTime) {
  const value = dialect.table(prefix, "value");
  const counter = dialect.table(prefix, "counter");
  return {
    get: {
      name: `${prefix}.get`,
      text: `SELECT value FROM ${value} WHERE key = $1 AND expires_at > ${now}`,
    },
    set: {
      name: `${prefix}.set`,
      text: `INSERT INTO ${value} (key, value, expires_at) VALUES ($1, $2, ${after("$3")})
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
    },
    create: {
      name: `${prefix}.create`,
      text: `INSERT INTO ${value} AS kept (key, value, expires_at)
        VALUES ($1, $2, ${after("$3")})
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
        WHERE kept.expires_at <= ${now}`,
    },
    replace: {
      name: `${prefix}.replace`,
      text: `UPDATE ${value} SET value = $2, expires_at = ${after("$3")}
        WHERE key = $1 AND value = $4 AND expires_at > ${now}`,
    },
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
  readonly #sql: ReturnType<typeof statements>;

  constructor(database: SqlDatabase, prefix: string, time: SqlTime) {
    this.database = database;
    this.#sql = statements(database, prefix, time);
  }

  async get(key: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ value: string }>(this.#sql.get, [key]);
    return row?.value;
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    await this.database.execute(this.#sql.set, [key, value, Math.ceil(ttlMs)]);
  }

  async replace(
    key: string,
    expected: string | undefined,
    value: string,
    ttlMs: number,
  ): Promise<boolean> {
    const ttl = Math.ceil(ttlMs);
    const changed =
      expected === undefined
        ? this.database.execute(this.#sql.create, [key, value, ttl])
        : this.database.execute(this.#sql.replace, [key, value, ttl, expected]);
    return (await changed) > 0;
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
