import type { EventBus } from "@mortise/protocol";
import type { DatabaseSchema } from "./schema.ts";

/** A parameter of a statement. SQLite gets an array as JSON text, for `json_each`. */
export type SqlValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | readonly string[]
  | readonly number[];

/**
 * A row by column name.
 *
 * Integers are numbers; one beyond 2^53 - 1 fails. JSON is text. SQLite has 0 and 1 for booleans.
 */
export type SqlRow = Readonly<Record<string, unknown>>;

/** One SQL statement, prepared once for each connection. */
export interface Statement {
  /** Names the statement among all of a database, as `mortise.get`. */
  readonly name: string;
  /** The text, with its parameters as `$1`, `$2`, …; each may occur again. */
  readonly text: string;
}

/** Runs statements, of a transaction or each for itself. */
export interface SqlRunner {
  /** Returns the rows of a statement. A string is not prepared for later. */
  query<Row extends object = SqlRow>(
    statement: Statement | string,
    values?: readonly SqlValue[],
  ): Promise<readonly Row[]>;
  /** Runs a statement and returns the number of rows that it changed. */
  execute(statement: Statement | string, values?: readonly SqlValue[]): Promise<number>;
}

/** The parts of a statement that PostgreSQL and SQLite write differently. */
export interface SqlDialect {
  /** The kind of the database. */
  readonly name: "postgres" | "sqlite";
  /** The database's time as a whole number of milliseconds since 1970; the same in one statement. */
  readonly now: string;
  /** Goes behind a SELECT whose rows the transaction will change. */
  readonly forUpdate: string;
  /** Like `forUpdate`, without the rows that another transaction is changing. */
  readonly skipLocked: string;
  /** Names a table of a namespace: `mortise.task` in PostgreSQL, `mortise_task` in SQLite. */
  table(namespace: string, name: string): string;
}

/** Limits of a transaction. */
export interface TransactionOptions {
  /** Milliseconds that the work may take. Default: the database's `timeoutMs`. */
  readonly timeoutMs?: number;
}

/** Messages that travel through the database; each publisher's arrive in order, at most once. */
export interface DatabaseBus extends EventBus, AsyncDisposable {
  /** Ends the messages and the connection. */
  close(): Promise<void>;
}

/**
 * A database that several processes use: PostgreSQL, or a SQLite file on one machine.
 *
 * Every call ends in time. It rejects with MortiseError `CONNECTION_FAILED` if the service does not
 * answer, `STORAGE_FAILED` if the database refuses, `CLOSED` after `close`.
 */
export interface SqlDatabase extends SqlRunner, AsyncDisposable {
  /** The parts of statements that databases write differently. */
  readonly dialect: SqlDialect;
  /**
   * Runs `work` in one transaction: commits what it did when it resolves, undoes it when it rejects.
   *
   * In SQLite no other call and no other process writes meanwhile, so `work` awaits its own statements
   * and nothing else. Rejects with `TIMEOUT` if it takes too long. After a `CONNECTION_FAILED` it is
   * not known whether the transaction was committed.
   */
  transaction<Result>(
    work: (transaction: SqlRunner) => Promise<Result>,
    options?: TransactionOptions,
  ): Promise<Result>;
  /**
   * Like {@link transaction}, unless another process is in a transaction of the same name: then it
   * returns `undefined` at once. SQLite waits instead, since its transactions take turns anyway.
   */
  tryAlone<Result>(
    name: string,
    work: (transaction: SqlRunner) => Promise<Result>,
  ): Promise<Result | undefined>;
  /**
   * Brings tables up to date: runs the migrations of `schema` that are not applied yet, once, however
   * many processes ask. Needs no right to create anything if there is nothing to do.
   *
   * Rejects with `STORAGE_FAILED` for tables that a newer or a different release made.
   */
  migrate(schema: DatabaseSchema): Promise<void>;
  /**
   * Opens a bus of its own connection. Buses on the same `channel` share their messages; `channel` is
   * up to 40 of `a-z`, `0-9` and `_`, beginning with a letter.
   */
  openBus(channel: string): Promise<DatabaseBus>;
  /** Finishes the calls in flight and ends the connections. */
  close(): Promise<void>;
}
