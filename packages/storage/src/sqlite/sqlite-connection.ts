import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { SqlRow, SqlValue, Statement } from "../sql/sql-database.ts";

/** Prepared statements that a connection keeps. */
const MAX_STATEMENTS = 500;

/** Text in quotes and comments, which is left alone, or a parameter. */
const QUOTED_OR_PARAMETER = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\$(\d+)/g;

/** One connection to a SQLite file; its statements run at once and block the process meanwhile. */
export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Runs a statement and returns its rows. */
  query(statement: Statement | string, values: readonly SqlValue[] = []): readonly SqlRow[] {
    const rows = this.#prepare(statement).all(...values.map(toInput));
    // The rows of node:sqlite have no prototype.
    return rows.map((row) => ({ ...row }));
  }

  /** Runs a statement and returns the number of rows that it changed. */
  execute(statement: Statement | string, values: readonly SqlValue[] = []): number {
    return Number(this.#prepare(statement).run(...values.map(toInput)).changes);
  }

  /** Changes with every commit of another connection. */
  version(): number {
    const [row] = this.query({ name: "version", text: "PRAGMA data_version" });
    return Number(row?.["data_version"]);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #prepare(statement: Statement | string): StatementSync {
    if (typeof statement === "string") return this.#database.prepare(positional(statement));
    const { text } = statement;
    const known = this.#statements.get(text);
    if (known) return known;
    const prepared = this.#database.prepare(positional(text));
    if (this.#statements.size >= MAX_STATEMENTS) {
      const [oldest = ""] = this.#statements.keys();
      this.#statements.delete(oldest);
    }
    this.#statements.set(text, prepared);
    return prepared;
  }
}

/** Writes the parameters of PostgreSQL, `$1`, as those of SQLite, `?1`. */
function positional(text: string): string {
  return text.replace(QUOTED_OR_PARAMETER, (match, number: string | undefined) =>
    number === undefined ? match : `?${number}`,
  );
}

function toInput(value: SqlValue): SQLInputValue {
  // A number would arrive as a fraction, which divides and prints in another way.
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (value === null || typeof value === "string" || typeof value === "bigint") return value;
  return value instanceof Uint8Array ? value : JSON.stringify(value);
}
