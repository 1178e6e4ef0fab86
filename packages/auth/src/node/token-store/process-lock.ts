import { closeSync, openSync, rmSync, statSync } from "node:fs";
import type { Clock } from "@mortise/protocol";
import { pause, systemClock } from "@mortise/protocol";
import { AuthError } from "../../error/auth-error.ts";

/** How a lock waits. */
export interface ProcessLockOptions {
  /** Milliseconds to wait for another process. */
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/** Milliseconds between two tries; the second half of them is random. */
const PAUSE_MS = 20;
/** SQLite: another connection holds the lock. */
const BUSY: readonly number[] = [5, 6];
/** SQLite: the file holds something else. */
const FOREIGN: readonly number[] = [11, 26];

/**
 * Runs `work` while no other process holds the lock of the file `path`.
 *
 * The lock is one that SQLite takes from the operating system, which gives it back when a process ends
 * in whatever way: a lock that was left behind does not exist. The file stays, empty; `work` may remove
 * it.
 *
 * @throws AuthError `store_failed` when the lock is not free in time, or cannot be taken at all.
 */
export async function withProcessLock<T>(
  path: string,
  work: () => Promise<T>,
  options: ProcessLockOptions = { timeoutMs: 600_000, clock: systemClock },
): Promise<T> {
  const release = await acquire(path, options);
  try {
    return await work();
  } finally {
    release();
  }
}

async function acquire(
  path: string,
  { timeoutMs, clock }: ProcessLockOptions,
): Promise<() => void> {
  const { DatabaseSync } = await import("node:sqlite");
  const deadline = clock.monotonic() + timeoutMs;
  for (let isNew = true; ; ) {
    const outcome = tryLock(DatabaseSync, path);
    if (typeof outcome === "function") return outcome;
    const { errcode = 0, message } = outcome;
    if (FOREIGN.includes(errcode) && isNew) {
      rmSync(path, { force: true });
      isNew = false;
      continue;
    }
    if (!BUSY.includes(errcode)) throw lockFailed(`${path} cannot be locked: ${message}`, outcome);
    if (clock.monotonic() >= deadline) {
      throw lockFailed(`Another process has held ${path} for ${timeoutMs / 1000} seconds`, outcome);
    }
    await pause(chooseWait(), { clock });
  }
}

type Database = typeof import("node:sqlite").DatabaseSync;
type SqliteError = Error & { readonly errcode?: number };

function tryLock(Database: Database, path: string): (() => void) | SqliteError {
  let database: InstanceType<Database> | undefined;
  try {
    closeSync(openSync(path, "a", 0o600));
    const { ino } = statSync(path);
    database = new Database(path, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
    // The holder before may have removed the file, and then this locks nothing that others find.
    if (statSync(path, { throwIfNoEntry: false })?.ino !== ino) return tryAgain(database);
    const held = database;
    return () => held.close();
  } catch (error) {
    database?.close();
    return error as SqliteError;
  }
}

function tryAgain(database: InstanceType<Database>): SqliteError {
  database.close();
  return Object.assign(new Error("The file was replaced"), { errcode: 5 });
}

/** Programs that wait for one lock do not all come back at once. */
function chooseWait(): number {
  const [random = 0] = crypto.getRandomValues(new Uint8Array(1));
  return PAUSE_MS * (1 + random / 255);
}

function lockFailed(problem: string, cause: unknown): AuthError {
  return new AuthError("store_failed", problem, {
    hint: "end the other program, or choose another folder with MORTISE_AUTH_DIR",
    cause,
  });
}
