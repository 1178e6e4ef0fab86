import { pause } from "@mortise/protocol";
import { fraction } from "../connection/backoff.ts";
import { isLocked, sqliteError, storageFailed } from "./sqlite-error.ts";
import type { SqliteSettings } from "./sqlite-options.ts";

/** Milliseconds between two attempts, at first and at most. */
const FIRST_MS = 1;
const LONGEST_MS = 25;

/**
 * Runs `attempt` until the file is not locked, at most for `timeoutMs`; the process goes on with other
 * work between attempts. The first attempt is made at once.
 *
 * Rejects with MortiseError `STORAGE_FAILED`, of which the reason is `locked` after the time is up.
 */
export async function waitForLock<Result>(
  attempt: () => Result,
  path: string,
  { clock, random, timeoutMs }: SqliteSettings,
): Promise<Result> {
  const startedAt = clock.monotonic();
  for (let failures = 0; ; failures += 1) {
    try {
      return attempt();
    } catch (error) {
      if (!isLocked(error)) throw sqliteError(error, path);
      if (clock.monotonic() - startedAt >= timeoutMs) throw lockedFor(timeoutMs, path, error);
    }
    const longest = Math.min(FIRST_MS * 2 ** failures, LONGEST_MS);
    await pause(Math.ceil(longest * (1 - fraction(random) / 2)), { clock });
  }
}

function lockedFor(timeoutMs: number, path: string, cause: unknown): Error {
  return storageFailed(
    "locked",
    `SQLite failed on ${path}: other processes kept it locked for ${timeoutMs} ms; keep their ` +
      "transactions short",
    { path, cause },
  );
}
