import type { StatementSync } from "node:sqlite";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import type { Database, Queryable, Row, SqlValue } from "./database.ts";
import { toToolError } from "./database-error.ts";

const SQLITE_BUSY = 5;
const BUSY_LIMIT_MS = 5000;
const BUSY_PAUSE_MS = 15;

/** Opens an SQLite database inside this process: a file, or `:memory:`. */
export function openSqlite(path: string): Database {
  return new SqliteDatabase(path);
}

class SqliteDatabase implements Database {
  readonly dialect = "sqlite";
  readonly #sqlite: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#sqlite = new DatabaseSync(path);
    // With WAL readers and a writer do not wait for each other. SQLite's own waiting for another
    // writer stops the whole process, so after this it is done by whenFree.
    for (const pragma of ["busy_timeout = 2000", "journal_mode = WAL", "busy_timeout = 0"]) {
      this.#sqlite.exec(`PRAGMA ${pragma}`);
    }
    this.#sqlite.exec("PRAGMA foreign_keys = ON");
  }

  query(sql: string, values?: readonly SqlValue[], signal?: AbortSignal): Promise<Row[]> {
    return this.#inTurn(() => whenFree(() => this.#run(sql, values), signal));
  }

  transaction<Value>(work: (transaction: Queryable) => Promise<Value>): Promise<Value> {
    return this.#inTurn(async () => {
      // Taking the write lock at once is what makes every transaction exclusive.
      await whenFree(() => this.#sqlite.exec("BEGIN IMMEDIATE"));
      try {
        const value = await work({ query: async (sql, values) => this.#run(sql, values) });
        this.#sqlite.exec("COMMIT");
        return value;
      } catch (error) {
        // Some failures, such as a full disk, have rolled back by themselves.
        if (this.#sqlite.isTransaction) this.#sqlite.exec("ROLLBACK");
        throw error;
      }
    });
  }

  close(): Promise<void> {
    return this.#inTurn(() => {
      if (this.#sqlite.isOpen) this.#sqlite.close();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  // There is one connection, so nothing else may run between the statements of a transaction.
  #inTurn<Value>(work: () => Value | Promise<Value>): Promise<Value> {
    const result = this.#last.then(work).catch((error: unknown) => {
      throw toToolError(error);
    });
    this.#last = result.catch(() => undefined);
    return result;
  }

  #run(sql: string, values: readonly SqlValue[] = []): Row[] {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#sqlite.prepare(sql);
      this.#statements.set(sql, statement);
    }
    // To SQLite `$1` is a name, so one text of a statement serves both databases.
    return statement.all(
      Object.fromEntries(values.map((value, index) => [`$${index + 1}`, value])),
    );
  }
}

/** Does something as soon as no other connection holds the database's lock. */
async function whenFree<Value>(work: () => Value, signal?: AbortSignal): Promise<Value> {
  const deadline = performance.now() + BUSY_LIMIT_MS;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
    }
    await delay(BUSY_PAUSE_MS, undefined, signal && { signal });
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
}
