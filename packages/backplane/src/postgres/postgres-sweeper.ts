import type { BackplaneSettings } from "../backplane-options.ts";
import type { PostgresDatabase } from "./postgres-database.ts";

/** Rows that one statement removes, so that it ends in time. */
const BATCH = 5_000;

/** Removes what has expired, now and then, on one instance at a time. */
export class PostgresSweeper {
  readonly #database: PostgresDatabase;
  readonly #settings: BackplaneSettings;
  readonly #timer: NodeJS.Timeout;
  #sweeping: Promise<void> | undefined;
  #isClosed = false;

  constructor(database: PostgresDatabase, settings: BackplaneSettings) {
    this.#database = database;
    this.#settings = settings;
    this.#timer = setInterval(() => {
      this.#sweeping ??= this.#sweep().finally(() => {
        this.#sweeping = undefined;
      });
    }, settings.sweepMs).unref();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    try {
      while ((await this.#removeSome()) && !this.#isClosed);
    } catch (error) {
      this.#settings.report(error);
    }
  }

  /** Tells whether there may be more. */
  #removeSome(): Promise<boolean> {
    const { prefix } = this.#settings;
    return this.#database.inTransaction(async (client) => {
      const { rows } = await client.query<{ mine: boolean }>(
        "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS mine",
        [`${prefix}.sweep`],
      );
      if (!rows[0]?.mine) return false;
      let most = 0;
      for (const statement of removals(prefix)) {
        const { rowCount } = await client.query(statement, [BATCH]);
        most = Math.max(most, rowCount ?? 0);
      }
      return most >= BATCH;
    });
  }
}

function removals(prefix: string): readonly string[] {
  const expired = (table: string): string =>
    `DELETE FROM ${prefix}.${table} WHERE expires_at <= now() AND ctid = ANY (ARRAY(
       SELECT ctid FROM ${prefix}.${table} WHERE expires_at <= now() LIMIT $1 FOR UPDATE SKIP LOCKED))`;
  return [
    expired("value"),
    expired("counter"),
    `WITH gone AS (${expired("stream")} RETURNING id), events AS (
       DELETE FROM ${prefix}.event WHERE stream IN (SELECT id FROM gone))
     SELECT FROM gone`,
  ];
}
