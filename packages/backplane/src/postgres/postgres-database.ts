import type { ClientConfig, Pool, PoolClient, QueryResultRow } from "pg";
import type { BackplaneSettings } from "../backplane-options.ts";
import { CallsUnderWay } from "../calls-under-way.ts";
import { lostConnection } from "../lost-connection.ts";
import { createTables } from "./schema.ts";

/** What `import("pg")` gives. */
export type PostgresModule = typeof import("pg");

/** One SQL statement, prepared once for each connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A pool of connections whose every call ends in time, with MortiseError `CONNECTION_FAILED` if need be. */
export class PostgresDatabase {
  readonly #pool: Pool;
  readonly #calls = new CallsUnderWay("PostgreSQL");

  private constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** Connects, and creates the tables where they are missing. */
  static async open(
    { Pool }: PostgresModule,
    url: string,
    settings: BackplaneSettings,
  ): Promise<PostgresDatabase> {
    const pool = new Pool({
      ...connectionConfig(url, settings),
      max: settings.maxConnections,
      // What is kept here is worth less than a wait for the disk at each commit.
      onConnect: async (client) => void (await client.query("SET synchronous_commit TO off")),
    });
    pool.on("error", (error) => settings.report(lostConnection("PostgreSQL", error)));
    const database = new PostgresDatabase(pool);
    try {
      await database.inTransaction(async (client) => {
        // Two instances that create a table at the same moment fail.
        await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [
          `${settings.prefix}.create`,
        ]);
        const { rows } = await client.query<{ schema: boolean; tables: boolean }>(
          "SELECT to_regnamespace($1) IS NOT NULL AS schema, to_regclass($2) IS NOT NULL AS tables",
          [settings.prefix, `${settings.prefix}.event`],
        );
        // Whoever finds the schema or the tables needs no right to create them.
        if (rows[0]?.tables) return;
        if (!rows[0]?.schema) await client.query(`CREATE SCHEMA ${settings.prefix}`);
        for (const statement of createTables(settings.prefix)) await client.query(statement);
      });
    } catch (error) {
      await pool.end();
      throw error;
    }
    return database;
  }

  async query<Row extends QueryResultRow>(
    statement: Statement,
    values: readonly unknown[],
  ): Promise<readonly Row[]> {
    const { rows } = await this.#calls.run(() => this.#run(statement, values));
    return rows;
  }

  /** Runs a statement and tells how many rows it changed. */
  async execute(statement: Statement, values: readonly unknown[]): Promise<number> {
    const { rowCount } = await this.#calls.run(() => this.#run(statement, values));
    return rowCount ?? 0;
  }

  inTransaction<Result>(run: (client: PoolClient) => Promise<Result>): Promise<Result> {
    return this.#calls.run(() => this.#inTransaction(run));
  }

  /** Waits for what is under way, for a pool that is ended forgets calls that wait for a connection. */
  async close(): Promise<void> {
    await this.#calls.ended();
    await this.#pool.end();
  }

  async #inTransaction<Result>(run: (client: PoolClient) => Promise<Result>): Promise<Result> {
    let client: PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      await client.query("BEGIN");
      const result = await run(client);
      await client.query("COMMIT");
      client.release();
      return result;
    } catch (error) {
      // Ends the connection, and the transaction with it.
      client?.release(true);
      throw lostConnection("PostgreSQL", error);
    }
  }

  async #run({ name, text }: Statement, values: readonly unknown[]) {
    try {
      return await this.#pool.query({ name, text, values: [...values] });
    } catch (error) {
      throw lostConnection("PostgreSQL", error);
    }
  }
}

/** How each connection is opened. */
export function connectionConfig(url: string, settings: BackplaneSettings): ClientConfig {
  const { connectTimeoutMs, timeoutMs } = settings;
  return {
    connectionString: url,
    application_name: "mortise",
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs,
  };
}
