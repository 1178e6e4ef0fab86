import { ToolError } from "mortise";
import type { PoolClient } from "pg";
import { Pool } from "pg";
import type { Database, Queryable, Row, SqlValue } from "./database.ts";
import { toToolError } from "./database-error.ts";

/** How long a PostgreSQL database may take, in milliseconds. */
export interface PostgresTimeouts {
  /** Default 3,000. */
  readonly connect?: number;
  /** Default 5,000. */
  readonly statement?: number;
}

// Any number that no other program of the database uses for advisory locks.
const EXCLUSIVE_LOCK = 1_042_2026;

/** Opens a PostgreSQL database; connections are made when they are needed. */
export function openPostgres(url: string, timeouts: PostgresTimeouts = {}): Database {
  return new PostgresDatabase(url, timeouts);
}

class PostgresDatabase implements Database {
  readonly dialect = "postgres";
  readonly #pool: Pool;

  constructor(url: string, { connect = 3000, statement = 5000 }: PostgresTimeouts) {
    this.#pool = new Pool({
      connectionString: url,
      application_name: "mortise-support-desk",
      max: 10,
      connectionTimeoutMillis: connect,
      statement_timeout: statement,
      // A little later than the server's own limit, for a server that no longer answers at all.
      query_timeout: statement + 1000,
      idleTimeoutMillis: 10_000,
      allowExitOnIdle: true,
    });
    // A broken connection is replaced, and its queries fail by themselves, but an error event without a
    // listener would end the process.
    this.#pool.on("error", () => undefined);
    this.#pool.on("connect", (client) => client.on("error", () => undefined));
  }

  query(sql: string, values?: readonly SqlValue[], signal?: AbortSignal): Promise<Row[]> {
    return this.#withClient((client) => run(client, sql, values), signal);
  }

  transaction<Value>(
    work: (transaction: Queryable) => Promise<Value>,
    { exclusive = false }: { readonly exclusive?: boolean } = {},
  ): Promise<Value> {
    return this.#withClient(async (client) => {
      await client.query("BEGIN");
      try {
        if (exclusive) await client.query("SELECT pg_advisory_xact_lock($1)", [EXCLUSIVE_LOCK]);
        const value = await work({ query: (sql, values) => run(client, sql, values) });
        await client.query("COMMIT");
        return value;
      } catch (error) {
        // A connection that is lost has rolled back by itself.
        await client.query("ROLLBACK").catch(() => undefined);
        throw error;
      }
    });
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #withClient<Value>(
    work: (client: PoolClient) => Promise<Value>,
    signal?: AbortSignal,
  ): Promise<Value> {
    signal?.throwIfAborted();
    let client: PoolClient | undefined;
    const release = (reason?: Error): void => {
      client?.release(reason);
      client = undefined;
    };
    // Giving a connection back with an error closes it, which ends what runs on it.
    const abort = (): void => release(new Error("The caller went away"));
    try {
      client = await this.#pool.connect();
      signal?.throwIfAborted();
      signal?.addEventListener("abort", abort, { once: true });
      return await work(client);
    } catch (error) {
      const shown = toToolError(error);
      if (ToolError.is(shown) && shown.code === "unavailable") release(shown);
      throw shown;
    } finally {
      signal?.removeEventListener("abort", abort);
      release();
    }
  }
}

async function run(
  client: PoolClient,
  sql: string,
  values: readonly SqlValue[] = [],
): Promise<Row[]> {
  const { rows } = await client.query<Row>(sql, [...values]);
  return rows;
}
