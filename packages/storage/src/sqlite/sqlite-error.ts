import type { StorageFailure } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/** Primary result codes of SQLite; extended ones have more above the lowest byte. */
const REASONS: ReadonlyMap<number, StorageFailure> = new Map([
  [3, "denied"],
  [5, "locked"],
  [6, "locked"],
  [8, "denied"],
  [10, "unreadable"],
  [11, "corrupt"],
  [13, "full"],
  [14, "denied"],
  [19, "constraint"],
  [23, "denied"],
  [26, "corrupt"],
]);

/** Returns whether `node:sqlite` threw an error. */
export function isSqliteError(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR";
}

/** Returns whether SQLite gave up because another connection has the file locked. */
export function isLocked(error: unknown): boolean {
  return reasonOf(error) === "locked";
}

/**
 * Makes the MortiseError `STORAGE_FAILED` of an error that `node:sqlite` threw for the file at `path`.
 * A MortiseError is returned as it is.
 */
export function sqliteError(error: unknown, path: string): MortiseError {
  if (MortiseError.is(error)) return error;
  const reason = reasonOf(error) ?? "refused";
  const message = error instanceof Error ? error.message : String(error);
  return storageFailed(reason, `SQLite failed on ${path}: ${message}${ADVICE[reason] ?? ""}`, {
    path,
    cause: error,
  });
}

/** Makes a `STORAGE_FAILED` about the file at `path`. */
export function storageFailed(
  reason: StorageFailure,
  message: string,
  { path, cause }: { readonly path: string; readonly cause?: unknown },
): MortiseError {
  return new MortiseError("STORAGE_FAILED", message, { data: { reason, path }, cause });
}

const ADVICE: Partial<Record<StorageFailure, string>> = {
  corrupt: "; restore it from a copy, or move it away to begin anew",
  denied: "; check the rights on the file and its folder",
  full: "; make room on its disk",
  locked: "; another process keeps it locked",
};

function reasonOf(error: unknown): StorageFailure | undefined {
  const code = (error as { readonly errcode?: unknown } | undefined)?.errcode;
  return typeof code === "number" ? REASONS.get(code & 0xff) : undefined;
}
