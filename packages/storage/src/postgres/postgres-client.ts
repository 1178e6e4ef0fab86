import type { Client, ClientConfig, PoolClient, QueryConfig, QueryResult } from "pg";
import type { SqlRow, SqlRunner, SqlValue, Statement } from "../sql/sql-database.ts";
import { transactionOver } from "../sql/transaction-error.ts";
import { postgresError } from "./postgres-error.ts";
import type { PostgresSettings } from "./postgres-options.ts";

/** The module that `import("pg")` gives. */
export type PostgresModule = typeof import("pg");

/** Types of PostgreSQL by their number. */
const INT8 = 20;
const JSON_TYPES = new Set([114, 3802]);

/** The configuration of each connection. */
export function connectionConfig(
  { types }: PostgresModule,
  url: string,
  { connectTimeoutMs, timeoutMs }: PostgresSettings,
): ClientConfig {
  return {
    connectionString: url,
    application_name: "mortise",
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: timeoutMs,
    query_timeout: timeoutMs,
    idle_in_transaction_session_timeout: timeoutMs,
    types: {
      getTypeParser: ((type: number, format?: "text" | "binary") => {
        if (type === INT8) return toNumber;
        if (JSON_TYPES.has(type)) return (text: string) => text;
        return types.getTypeParser(type, format as "text");
      }) as typeof types.getTypeParser,
    },
  };
}

/** Runs statements on one connection, or on any of a pool. */
export class PostgresRunner implements SqlRunner {
  readonly #client: Pick<Client | PoolClient, "query">;
  readonly #timeoutMs: number | undefined;
  #isOver = false;

  /** `timeoutMs` is the limit of each statement, if it is not that of the connection. */
  constructor(client: Pick<Client | PoolClient, "query">, timeoutMs?: number) {
    this.#client = client;
    this.#timeoutMs = timeoutMs;
  }

  async query<Row extends object = SqlRow>(
    statement: Statement | string,
    values: readonly SqlValue[] = [],
  ): Promise<readonly Row[]> {
    const { rows } = await this.#run(statement, values);
    return rows;
  }

  async execute(statement: Statement | string, values: readonly SqlValue[] = []): Promise<number> {
    const { rowCount } = await this.#run(statement, values);
    return rowCount ?? 0;
  }

  /** Refuses further statements. */
  end(): void {
    this.#isOver = true;
  }

  async #run(statement: Statement | string, values: readonly SqlValue[]): Promise<QueryResult> {
    if (this.#isOver) throw transactionOver();
    const config: QueryConfig & { query_timeout?: number } = {
      ...(typeof statement === "string" ? { text: statement } : statement),
      values: [...values],
      ...(this.#timeoutMs !== undefined && { query_timeout: this.#timeoutMs }),
    };
    try {
      return await this.#client.query(config);
    } catch (error) {
      throw postgresError(error);
    }
  }
}

function toNumber(text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number)) return number;
  throw new RangeError(`${text} is an integer beyond 2^53 - 1`);
}
