import { CallsInFlight } from "../connection/calls-in-flight.ts";
import { within } from "../connection/deadline.ts";
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
import { openConnection } from "./open-connection.ts";
import { SqliteBus } from "./sqlite-bus.ts";
import type { SqliteConnection } from "./sqlite-connection.ts";
import { isSqliteError, sqliteError, storageFailed } from "./sqlite-error.ts";
import type { FileIdentity } from "./sqlite-file.ts";
import { identify, makeFile } from "./sqlite-file.ts";
import { sqliteMigration } from "./sqlite-migration.ts";
import type { SqliteOptions, SqliteSettings } from "./sqlite-options.ts";
import { readSqliteOptions } from "./sqlite-options.ts";
import { SqliteRunner } from "./sqlite-runner.ts";
import { Turns } from "./turns.ts";
import { waitForLock } from "./wait-for-lock.ts";

const DIALECT: SqlDialect = Object.freeze({
  name: "sqlite",
  now: "mortise_now()",
  // A transaction has every row for itself.
  forUpdate: "",
  skipLocked: "",
  table: (namespace: string, name: string) => `${namespace}_${name}`,
});

const BEGIN = { name: "begin", text: "BEGIN IMMEDIATE" };
const COMMIT = { name: "commit", text: "COMMIT" };
const ROLLBACK = { name: "rollback", text: "ROLLBACK" };

/** A SQLite file, over one connection that its calls use in turn. */
class SqliteDatabase implements SqlDatabase {
  readonly dialect: SqlDialect = DIALECT;
  readonly #path: string;
  readonly #settings: SqliteSettings;
  readonly #connection: SqliteConnection;
  readonly #file: FileIdentity | undefined;
  readonly #calls: CallsInFlight;
  readonly #turns = new Turns();
  #cancelHeartbeat: () => void = () => undefined;
  #failure: Error | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    connection: SqliteConnection,
    path: string,
    { settings, file }: { settings: SqliteSettings; file: FileIdentity | undefined },
  ) {
    this.#connection = connection;
    this.#path = path;
    this.#settings = settings;
    this.#file = file;
    this.#calls = new CallsInFlight(`SQLite (${path})`);
    this.#scheduleHeartbeat();
  }

  query<Row extends object = SqlRow>(
    statement: Statement | string,
    values?: readonly SqlValue[],
  ): Promise<readonly Row[]> {
    return this.#inTurn(() => this.#connection.query(statement, values) as readonly Row[]);
  }

  execute(statement: Statement | string, values?: readonly SqlValue[]): Promise<number> {
    return this.#inTurn(() => this.#connection.execute(statement, values));
  }

  transaction<Result>(
    work: (transaction: SqlRunner) => Promise<Result>,
    { timeoutMs = this.#settings.timeoutMs }: TransactionOptions = {},
  ): Promise<Result> {
    return this.#calls.run(() => this.#turns.take(() => this.#transaction(work, timeoutMs)));
  }

  tryAlone<Result>(
    _name: string,
    work: (transaction: SqlRunner) => Promise<Result>,
  ): Promise<Result | undefined> {
    return this.transaction(work);
  }

  migrate(schema: DatabaseSchema): Promise<void> {
    return migrate(this, schema, sqliteMigration);
  }

  async openBus(channel: string): Promise<DatabaseBus> {
    checkName(channel, "channel");
    await this.migrate(SqliteBus.schema);
    // Messages need not survive a power cut, and do not wait for the disk.
    const settings = { ...this.#settings, isDurable: false };
    const connection = await openConnection(this.#path, settings);
    return new SqliteBus(connection, { path: this.#path, channel, settings });
  }

  close(): Promise<void> {
    this.#cancelHeartbeat();
    this.#closing ??= this.#calls.close().then(() => this.#connection.close());
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #inTurn<Result>(run: () => Result): Promise<Result> {
    const attempt = (): Result => {
      if (this.#failure) throw this.#failure;
      return run();
    };
    return this.#calls.run(() =>
      this.#turns.take(() => waitForLock(attempt, this.#path, this.#settings)),
    );
  }

  async #transaction<Result>(
    work: (transaction: SqlRunner) => Promise<Result>,
    timeoutMs: number,
  ): Promise<Result> {
    if (this.#failure) throw this.#failure;
    const { clock } = this.#settings;
    // A transaction that reads first and writes later could find that another one wrote in between.
    await waitForLock(() => this.#connection.execute(BEGIN), this.#path, this.#settings);
    const runner = new SqliteRunner(this.#connection, this.#path);
    try {
      const late = (): Error => transactionLate(timeoutMs);
      const result = await within(work(runner), { clock, ms: timeoutMs, late });
      runner.end();
      this.#connection.execute(COMMIT);
      return result;
    } catch (error) {
      runner.end();
      this.#undo();
      throw isSqliteError(error) ? sqliteError(error, this.#path) : error;
    }
  }

  #undo(): void {
    try {
      this.#connection.execute(ROLLBACK);
    } catch {
      // After some errors, as of a full disk, SQLite has undone the transaction already.
    }
  }

  /** Two processes on two files of one path would not see each other, without any error. */
  #scheduleHeartbeat(): void {
    const { clock, heartbeatMs } = this.#settings;
    const check = (): void =>
      void this.#checkFile().then(() => {
        if (!this.#closing && !this.#failure) this.#scheduleHeartbeat();
      });
    this.#cancelHeartbeat = clock.schedule(heartbeatMs, check, { isBackground: true });
  }

  async #checkFile(): Promise<void> {
    let found: FileIdentity | undefined;
    try {
      found = await identify(this.#path);
    } catch (error) {
      this.#settings.report(error);
      return;
    }
    if (found?.ino === this.#file?.ino && found?.dev === this.#file?.dev) return;
    this.#failure = storageFailed(
      "replaced",
      `The database ${this.#path} was removed or replaced while it was open; start again`,
      { path: this.#path },
    );
    this.#settings.report(this.#failure);
  }
}

/**
 * Opens the SQLite file at `path`, and creates it if it is missing: a database for one machine, whose
 * processes may all open it. Needs no package.
 *
 * A new file is private to this user. Two files lie beside it while it is open, `-wal` and `-shm`; the
 * disk has to be a local one. Statements block the process for about as long as the disk takes.
 *
 * Rejects with MortiseError `STORAGE_FAILED`, whose `data.reason` is `missing` without the folder,
 * `denied` without the rights, `corrupt` for another kind of file, `locked` after `timeoutMs`.
 */
export async function openSqlite(path: string, options: SqliteOptions = {}): Promise<SqlDatabase> {
  const settings = readSqliteOptions(options);
  const absolute = await makeFile(path);
  const connection = await openConnection(absolute, settings);
  const file = await identify(absolute);
  return new SqliteDatabase(connection, absolute, { settings, file });
}
