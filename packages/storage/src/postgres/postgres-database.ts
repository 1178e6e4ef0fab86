import type { Pool, PoolClient } from "pg";
import { CallsInFlight } from "../connection/calls-in-flight.ts";
import { within } from "../connection/deadline.ts";
import { loadDriver } from "../connection/load-driver.ts";
import { migrate } from "../sql/migrate.ts";
import type { DatabaseSchema } from "../sql/schema.ts";
import { checkName } from "../sql/schema.ts";
import type {
  DatabaseBus,
  SqlDatabase,
  SqlDialect,
  SqlRow,
  SqlRunner,
  SqlValue,
  Statement,
  TransactionOptions,
} from "../sql/sql-database.ts";
import { transactionLate } from "../sql/transaction-error.ts";
import { PostgresBus } from "./postgres-bus.ts";
import type { PostgresModule } from "./postgres-client.ts";
import { connectionConfig, PostgresRunner } from "./postgres-client.ts";
import { postgresError } from "./postgres-error.ts";
import { postgresMigration } from "./postgres-migration.ts";
import type { PostgresOptions, PostgresSettings } from "./postgres-options.ts";
import { readPostgresOptions } from "./postgres-options.ts";

const DIALECT: SqlDialect = Object.freeze({
  name: "postgres",
  // The time of the transaction would stand still in a long one, that of each row bars indexes.
  now: "(extract(epoch FROM statement_timestamp()) * 1000)::bigint",
  forUpdate: "FOR UPDATE",
  skipLocked: "FOR UPDATE SKIP LOCKED",
  table: (namespace: string, name: string) => `${namespace}.${name}`,
});

/** One connection's setting, for the transaction at hand. */
const LIMITS = "SELECT set_config(name, $1, true) FROM unnest($2::text[]) AS name";
const LIMIT_NAMES = ["statement_timeout", "idle_in_transaction_session_timeout"];

/** A PostgreSQL 13 or later. */
class PostgresDatabase implements SqlDatabase {
  readonly dialect: SqlDialect = DIALECT;
  readonly #postgres: PostgresModule;
  readonly #url: string;
  readonly #settings: PostgresSettings;
  readonly #pool: Pool;
  readonly #runner: PostgresRunner;
  readonly #calls = new CallsInFlight("PostgreSQL");
  #closing: Promise<void> | undefined;

  constructor(postgres: PostgresModule, url: string, settings: PostgresSettings) {
    this.#postgres = postgres;
    this.#url = url;
    this.#settings = settings;
    this.#pool = new postgres.Pool({
      ...connectionConfig(postgres, url, settings),
      max: settings.maxConnections,
      ...(!settings.isDurable && {
        onConnect: async (client) => void (await client.query("SET synchronous_commit TO off")),
      }),
    });
    this.#pool.on("error", (error) => settings.report(postgresError(error)));
    // Between its hands a connection has no listener of the pool's, and its end would end the process.
    this.#pool.on("connect", (client) => client.on("error", ignore));
    this.#runner = new PostgresRunner(this.#pool);
  }

  query<Row extends object = SqlRow>(
    statement: Statement | string,
    values?: readonly SqlValue[],
  ): Promise<readonly Row[]> {
    return this.#calls.run(() => this.#runner.query<Row>(statement, values));
  }

  execute(statement: Statement | string, values?: readonly SqlValue[]): Promise<number> {
    return this.#calls.run(() => this.#runner.execute(statement, values));
  }

  transaction<Result>(
    work: (transaction: SqlRunner) => Promise<Result>,
    options: TransactionOptions = {},
  ): Promise<Result> {
    return this.#calls.run(() => this.#transaction(work, options.timeoutMs));
  }

  tryAlone<Result>(
    name: string,
    work: (transaction: SqlRunner) => Promise<Result>,
  ): Promise<Result | undefined> {
    return this.transaction(async (transaction) => {
      const [row] = await transaction.query<{ alone: boolean }>(
        "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS alone",
        [name],
      );
      return row?.alone ? work(transaction) : undefined;
    });
  }

  migrate(schema: DatabaseSchema): Promise<void> {
    return migrate(this, schema, postgresMigration);
  }

  async openBus(channel: string): Promise<DatabaseBus> {
    checkName(channel, "channel");
    return PostgresBus.open({
      database: this,
      channel,
      settings: this.#settings,
      createClient: () =>
        new this.#postgres.Client(connectionConfig(this.#postgres, this.#url, this.#settings)),
    });
  }

  close(): Promise<void> {
    // A pool that is ended forgets the calls that wait for a connection.
    this.#closing ??= this.#calls.close().then(() => this.#pool.end());
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #transaction<Result>(
    work: (transaction: SqlRunner) => Promise<Result>,
    timeoutMs: number | undefined,
  ): Promise<Result> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw postgresError(error);
    });
    const runner = new PostgresRunner(client, timeoutMs);
    const ms = timeoutMs ?? this.#settings.timeoutMs;
    const begin = async (): Promise<Result> => {
      await runner.execute("BEGIN");
      if (timeoutMs !== undefined) await runner.query(LIMITS, [`${timeoutMs}`, LIMIT_NAMES]);
      return work(runner);
    };
    try {
      const late = (): Error => transactionLate(ms);
      const result = await within(begin(), { clock: this.#settings.clock, ms, late });
      runner.end();
      await new PostgresRunner(client, timeoutMs).execute("COMMIT");
      client.release();
      return result;
    } catch (error) {
      runner.end();
      await undo(client, error);
      throw error;
    }
  }
}

/** The next statement fails with the same error. */
function ignore(): void {}

/** Ends a failed transaction; a connection in an unknown state is ended with it. */
async function undo(client: PoolClient, error: unknown): Promise<void> {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  if (code === "CONNECTION_FAILED" || code === "TIMEOUT") {
    client.release(true);
    return;
  }
  try {
    await client.query("ROLLBACK");
    client.release();
  } catch {
    client.release(true);
  }
}

/**
 * Opens a PostgreSQL database, 13 or later, by a `postgres://` or `postgresql://` URL; needs the
 * package `pg`.
 *
 * Takes up to `maxConnections` connections and one for each bus. A bus needs the database itself or a
 * pooler in session mode. Rejects with MortiseError `CONNECTION_FAILED` if PostgreSQL does not answer
 * or refuses the login, with `INVALID_OPTION` without the package.
 */
export async function openPostgres(
  url: string,
  options: PostgresOptions = {},
): Promise<SqlDatabase> {
  const settings = readPostgresOptions(options);
  const postgres = await loadDriver("pg", () => import("pg"));
  const database = new PostgresDatabase(postgres, url, settings);
  try {
    await database.query("SELECT 1");
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}
