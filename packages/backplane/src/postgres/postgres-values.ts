import type { SqlDatabase, SqlTime, Statement } from "@mortise/storage";
import { SqlValues } from "../sql/sql-values.ts";

/** The time of the database's clock. */
const TIME: SqlTime = {
  now: "now()",
  after: (parameter) => `now() + ${parameter}::float8 * interval '1 millisecond'`,
};

/** Values and counters as rows, deleted by one statement. */
export class PostgresValues extends SqlValues {
  readonly #delete: Statement;

  constructor(database: SqlDatabase, prefix: string) {
    super(database, prefix, TIME);
    this.#delete = {
      name: `${prefix}.delete`,
      text: `WITH
        counters AS (DELETE FROM ${prefix}.counter WHERE key = $1 RETURNING expires_at),
        entries AS (DELETE FROM ${prefix}.value WHERE key = $1 RETURNING expires_at)
        SELECT FROM (SELECT * FROM counters UNION ALL SELECT * FROM entries) AS gone
        WHERE expires_at > now()`,
    };
  }

  async delete(key: string): Promise<boolean> {
    return (await this.database.query(this.#delete, [key])).length > 0;
  }
}
