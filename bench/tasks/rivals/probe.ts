import type { Pool } from "pg";
import { inputOf } from "../queue.ts";

/** Rows that are stored by themselves, beside those of a queue. */
export class Probe {
  readonly #pool: Pool;
  readonly #table: string;
  #commits = 0;

  private constructor(pool: Pool, table: string) {
    this.#pool = pool;
    this.#table = table;
  }

  /** Makes the table of the rows in a schema that exists. */
  static async open(pool: Pool, schema: string): Promise<Probe> {
    const table = `${schema}.probe`;
    await pool.query(`CREATE TABLE ${table} (id text PRIMARY KEY, body text)`);
    return new Probe(pool, table);
  }

  /** Stores one row. */
  async commit(): Promise<void> {
    this.#commits += 1;
    const body = JSON.stringify(inputOf(this.#commits));
    await this.#pool.query({
      name: "commit",
      text: `INSERT INTO ${this.#table} (id, body) VALUES ($1, $2)`,
      values: [String(this.#commits), body],
    });
  }

  /** Returns the number in the first column of the only row of a query. */
  async count(text: string): Promise<number> {
    const { rows } = await this.#pool.query<{ readonly count: string }>(text);
    return Number(rows[0]?.count);
  }
}
