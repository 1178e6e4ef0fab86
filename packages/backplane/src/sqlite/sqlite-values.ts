import type { KeyValueStore } from "@mortise/protocol";
import type { SqlDatabase, Statement } from "@mortise/storage";

/** The statements of {@link SqliteValues}; `mortise_now()` is the time of the injected clock. */
function statements(prefix: string) {
  const value = `${prefix}_value`;
  const counter = `${prefix}_counter`;
  return {
    get: {
      name: `${prefix}.get`,
      text: `SELECT value FROM ${value} WHERE key = $1 AND expires_at > mortise_now()`,
    },
    set: {
      name: `${prefix}.set`,
      text: `INSERT INTO ${value} (key, value, expires_at) VALUES ($1, $2, mortise_now() + $3)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
    },
    create: {
      name: `${prefix}.create`,
      text: `INSERT INTO ${value} AS kept (key, value, expires_at)
        VALUES ($1, $2, mortise_now() + $3)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
        WHERE kept.expires_at <= mortise_now()`,
    },
    replace: {
      name: `${prefix}.replace`,
      text: `UPDATE ${value} SET value = $2, expires_at = mortise_now() + $3
        WHERE key = $1 AND value = $4 AND expires_at > mortise_now()`,
    },
    deleteValue: {
      name: `${prefix}.delete_value`,
      text: `DELETE FROM ${value} WHERE key = $1 RETURNING expires_at > mortise_now() AS lives`,
    },
    deleteCounter: {
      name: `${prefix}.delete_counter`,
      text: `DELETE FROM ${counter} WHERE key = $1 RETURNING expires_at > mortise_now() AS lives`,
    },
    increment: {
      name: `${prefix}.increment`,
      text: `INSERT INTO ${counter} AS kept (key, count, expires_at)
        VALUES ($1, $2, mortise_now() + $3)
        ON CONFLICT (key) DO UPDATE SET
          count = excluded.count + iif(kept.expires_at > mortise_now(), kept.count, 0),
          expires_at = iif(kept.expires_at > mortise_now(), kept.expires_at, excluded.expires_at)
        RETURNING count`,
    },
    count: {
      name: `${prefix}.count`,
      text: `SELECT count FROM ${counter} WHERE key = $1 AND expires_at > mortise_now()`,
    },
  } satisfies Record<string, Statement>;
}

/** Values and counters as rows of a SQLite file. */
export class SqliteValues implements KeyValueStore {
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
    await this.#database.execute(this.#sql.set, [key, value, Math.ceil(ttlMs)]);
  }

  async replace(
    key: string,
    expected: string | undefined,
    value: string,
    ttlMs: number,
  ): Promise<boolean> {
    const changed =
      expected === undefined
        ? this.#database.execute(this.#sql.create, [key, value, Math.ceil(ttlMs)])
        : this.#database.execute(this.#sql.replace, [key, value, Math.ceil(ttlMs), expected]);
    return (await changed) > 0;
  }

  delete(key: string): Promise<boolean> {
    const { deleteValue, deleteCounter } = this.#sql;
    return this.#database.transaction(async (transaction) => {
      const rows = [
        ...(await transaction.query<{ lives: number }>(deleteValue, [key])),
        ...(await transaction.query<{ lives: number }>(deleteCounter, [key])),
      ];
      return rows.some(({ lives }) => lives === 1);
    });
  }

  async increment(key: string, by: number, ttlMs: number): Promise<number> {
    const rows = by
      ? this.#database.query<{ count: number }>(this.#sql.increment, [key, by, Math.ceil(ttlMs)])
      : this.#database.query<{ count: number }>(this.#sql.count, [key]);
    const [row] = await rows;
    return row?.count ?? 0;
  }
}
