import type { SqlDatabase, SqlTime, Statement } from "@mortise/storage";
import { SqlValues } from "../sql/sql-values.ts";

/** The time of the injected clock. */
const TIME: SqlTime = {
  now: "mortise_now()",
  after: (parameter) => `mortise_now() + ${parameter}`,
};

/** Values and counters as rows of a SQLite file, which deletes from one table at a time. */
export class SqliteValues extends SqlValues {
  readonly #deletes: readonly Statement[];

  constructor(database: SqlDatabase, prefix: string) {
    super(database, prefix, TIME);
    this.#deletes = ["value", "counter"].map((table) => ({
      name: `${prefix}.delete_${table}`,
      text: `DELETE FROM ${prefix}_${table} WHERE key = $1
        RETURNING expires_at > mortise_now() AS lives`,
    }));
  }

  delete(key: string): Promise<boolean> {
    return this.database.transaction(async (transaction) => {
      let lived = false;
      for (const statement of this.#deletes) {
        const [row] = await transaction.query<{ lives: number }>(statement, [key]);
        if (row?.lives === 1) lived = true;
      }
      return lived;
    });
  }
}
