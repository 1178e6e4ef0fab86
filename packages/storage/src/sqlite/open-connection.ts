import { SqliteConnection } from "./sqlite-connection.ts";
import { sqliteError, storageFailed } from "./sqlite-error.ts";
import type { SqliteSettings } from "./sqlite-options.ts";
import { waitForLock } from "./wait-for-lock.ts";

/** Milliseconds that SQLite itself waits for a lock, which blocks the process; most last shorter. */
const BLOCKING_MS = 5;
/** Bytes that the log file keeps after it was written back. */
const JOURNAL_BYTES = 16 * 1024 * 1024;

/**
 * Opens a connection to the SQLite file at `path`, with a write-ahead log, so that readers and one
 * writer do not wait for each other.
 *
 * Rejects with MortiseError `STORAGE_FAILED` for a file that is damaged, no database or locked.
 */
export async function openConnection(
  path: string,
  settings: SqliteSettings,
): Promise<SqliteConnection> {
  const { DatabaseSync } = await import("node:sqlite");
  const open = () => {
    try {
      return new DatabaseSync(path, { timeout: BLOCKING_MS, enableForeignKeyConstraints: true });
    } catch (error) {
      throw sqliteError(error, path);
    }
  };
  const database = open();
  try {
    const setMode = (): unknown =>
      database.prepare("PRAGMA journal_mode = WAL").get()?.["journal_mode"];
    const mode = await waitForLock(setMode, path, settings);
    if (mode !== "wal") throw noLog(path);
    await waitForLock(
      () =>
        database.exec(
          `PRAGMA synchronous = ${settings.isDurable ? "FULL" : "NORMAL"};
           PRAGMA journal_size_limit = ${JOURNAL_BYTES};`,
        ),
      path,
      settings,
    );
    database.function("mortise_now", () => BigInt(Math.floor(settings.clock.now())));
  } catch (error) {
    database.close();
    throw error;
  }
  return new SqliteConnection(database);
}

/** Some network drives share no memory between processes, which the log needs. */
function noLog(path: string): Error {
  return storageFailed(
    "unreadable",
    `The disk of ${path} cannot hold a database that several processes use; choose a local one`,
    { path },
  );
}
