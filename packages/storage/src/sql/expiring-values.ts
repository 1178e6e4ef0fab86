import type { SqlDatabase, SqlValue, Statement } from "./sql-database.ts";

/** The time in the statements of a table, by the type of its column `expires_at`. */
export interface SqlTime {
  /** The time now. */
  readonly now: string;
  /** Writes the time that is so many milliseconds from now; `parameter` is the number's, as `$3`. */
  readonly after: (parameter: string) => string;
}

/** The table of {@link ExpiringValues}. */
export interface ExpiringValuesOptions {
  /** The first part of the names of the statements. */
  readonly name: string;
  /** The table as statements name it; it has `key`, `value` and `expires_at`. */
  readonly table: string;
  /** The type of its times. */
  readonly time: SqlTime;
  /** A further column, of a text that `set` may give and `replace` of no value removes. Default: none. */
  readonly label?: string;
}

/** Texts by key until they expire, as rows of one table; the time is the database's. */
export class ExpiringValues {
  readonly #database: SqlDatabase;
  readonly #sql: ReturnType<typeof statements>;
  readonly #hasLabel: boolean;

  constructor(database: SqlDatabase, options: ExpiringValuesOptions) {
    this.#database = database;
    this.#sql = statements(options);
    this.#hasLabel = options.label !== undefined;
  }

  /** Returns the value of `key`; `undefined` without one and after it expired. */
  async get(key: string): Promise<string | undefined> {
    const [row] = await this.#database.query<{ value: string }>(this.#sql.get, [key]);
    return row?.value;
  }

  /** Sets the value of `key` for `ttlMs` from now. */
  async set(key: string, value: string, ttlMs: number, label?: string): Promise<void> {
    const values: SqlValue[] = [key, value, Math.ceil(ttlMs)];
    if (this.#hasLabel) values.push(label ?? null);
    await this.#database.execute(this.#sql.set, values);
  }

  /**
   * Sets the value of `key` only if it is `expected` now, `undefined` meaning no value; returns whether it
   * did. Of two callers that expect the same, one succeeds.
   */
  async replace(
    key: string,
    expected: string | undefined,
    value: string,
    ttlMs: number,
  ): Promise<boolean> {
    const ttl = Math.ceil(ttlMs);
    const changed =
      expected === undefined
        ? this.#database.execute(this.#sql.create, [key, value, ttl])
        : this.#database.execute(this.#sql.replace, [key, value, ttl, expected]);
    return (await changed) > 0;
  }
}

function statements({ name, table, time: { now, after }, label }: ExpiringValuesOptions) {
  const until = after("$3");
  const isLabelled = label !== undefined;
  return {
    get: {
      name: `${name}.get`,
      text: `SELECT value FROM ${table} WHERE key = $1 AND expires_at > ${now}`,
    },
    set: {
      name: `${name}.set`,
      text: `INSERT INTO ${table} (key, value, expires_at${isLabelled ? `, ${label}` : ""})
        VALUES ($1, $2, ${until}${isLabelled ? ", $4" : ""})
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
          ${isLabelled ? `, ${label} = excluded.${label}` : ""}`,
    },
    create: {
      name: `${name}.create`,
      text: `INSERT INTO ${table} AS kept (key, value, expires_at) VALUES ($1, $2, ${until})
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
          ${isLabelled ? `, ${label} = NULL` : ""}
        WHERE kept.expires_at <= ${now}`,
    },
    replace: {
      name: `${name}.replace`,
      text: `UPDATE ${table} SET value = $2, expires_at = ${until}
        WHERE key = $1 AND value = $4 AND expires_at > ${now}`,
    },
  } satisfies Record<string, Statement>;
}
