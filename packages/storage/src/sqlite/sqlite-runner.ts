import type { SqlRow, SqlRunner, SqlValue, Statement } from "../sql/sql-database.ts";
import { transactionOver } from "../sql/transaction-error.ts";
import type { SqliteConnection } from "./sqlite-connection.ts";
import { sqliteError } from "./sqlite-error.ts";

/** Runs the statements of one transaction. */
export class SqliteRunner implements SqlRunner {
  readonly #connection: SqliteConnection;
  readonly #path: string;
  #isOver = false;

  constructor(connection: SqliteConnection, path: string) {
    this.#connection = connection;
    this.#path = path;
  }

  async query<Row extends object = SqlRow>(
    statement: Statement | string,
    values?: readonly SqlValue[],
  ): Promise<readonly Row[]> {
    return this.#run(() => this.#connection.query(statement, values) as readonly Row[]);
  }

  async execute(statement: Statement | string, values?: readonly SqlValue[]): Promise<number> {
    return this.#run(() => this.#connection.execute(statement, values));
  }

  /** Refuses further statements. */
  end(): void {
    this.#isOver = true;
  }

  #run<Result>(run: () => Result): Result {
    if (this.#isOver) throw transactionOver();
    try {
      return run();
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }
}
