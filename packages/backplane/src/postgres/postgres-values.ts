import type { KeyValueStore } from "@mortise/protocol";
import type { SqlDatabase, Statement } from "@mortise/storage";

/** The statements of {@link PostgresValues}; times follow the database's clock. */
function statements(prefix: string) {
  const until = (parameter: string): string =>
    `now() + ${parameter}::float8 * interval '1 millisecond'`;
  return {
    get: {
      name: `${prefix}.get`,
      text: `SELECT value FROM ${prefix}.value WHERE key = $1 AND expires_at > now()`,
    },
    set: {
      name: `${prefix}.set`,
      text: `INSERT INTO ${prefix}.value (key, value, expires_at) VALUES ($1, $2, ${until("$3")})
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
    },
    create: {
      name: `${prefix}.create`,
      text: `INSERT INTO ${prefix}.value AS kept (key, value, expires_at)
        VALUES ($1, $2, ${until("$3")})
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
        WHERE kept.expires_at <= now()`,
    },
    replace: {
      name: `${prefix}.replace`,
      text: `UPDATE ${prefix}.value SET value = $2, expires_at = ${until("$3")}
        WHERE key = $1 AND value = $4 AND expires_at > now()`,
    },
    delete: {
      name: `${prefix}.delete`,
      text: `WITH
        counters AS (DELETE FROM ${prefix}.counter WHERE key = $1 RETURNING expires_at),
        entries AS (DELETE FROM ${prefix}.value WHERE key = $1 RETURNING expires_at)
        SELECT FROM (SELECT * FROM counters UNION ALL SELECT * FROM entries) AS gone
        WHERE expires_at > now()`,
    },
    increment: {
      name: `${prefix}.increment`,
      text: `INSERT INTO ${prefix}.counter AS kept (key, count, expires_at)
        VALUES ($1, $2, ${until("$3")})
        ON CONFLICT (key) DO UPDATE SET
          count = excluded.count + CASE WHEN kept.expires_at > now() THEN kept.count ELSE 0 END,
          expires_at = CASE WHEN kept.expires_at > now() THEN kept.expires_at ELSE excluded.expires_at END
        RETURNING count`,
    },
    count: {
      name: `${prefix}.count`,
      text: `SELECT count FROM ${prefix}.counter WHERE key = $1 AND expires_at > now()`,
    },
  } satisfies Record<string, Statement>;
}

/** Values and counters as rows. */
export class PostgresValues implements KeyValueStore {
  readonly #database: SqlDatabase;
  readonly #sql: ReturnType<typeof statements>;

  constructor(database: SqlDatabase, prefix: string) {
    this.#database = database;
    this.#sql = statements(prefix);
  }

  async get(key: string): Promise<string | undefined> {
    const [row] = await this.#database.query<{ value: string }>(this.#sql.get, [key]);
    return row?.value;
  }

  async set(key: string, value: string, ttlMs: number): Promise<void> {
    await this.#database.execute(this.#sql.set, [key, value, ttlMs]);
  }

  async replace(
    key: string,
    expected: string | undefined,
    value: string,
    ttlMs: number,
  ): Promise<boolean> {
    const changed =
      expected === undefined
        ? this.#database.execute(this.#sql.create, [key, value, ttlMs])
        : this.#database.execute(this.#sql.replace, [key, value, ttlMs, expected]);
    return (await changed) > 0;
  }

  async delete(key: string): Promise<boolean> {
    return (await this.#database.query(this.#sql.delete, [key])).length > 0;
  }

  async increment(key: string, by: number, ttlMs: number): Promise<number> {
    const rows = by
      ? this.#database.query<{ count: number }>(this.#sql.increment, [key, by, ttlMs])
      : this.#database.query<{ count: number }>(this.#sql.count, [key]);
    const [row] = await rows;
    return row?.count ?? 0;
  }
}
