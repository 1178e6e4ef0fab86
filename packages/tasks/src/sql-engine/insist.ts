import type { Clock, StorageFailure } from "@mortise/protocol";
import { MortiseError, pause } from "@mortise/protocol";

/** The first pause after a failure; doubled up to the longest. */
const FIRST_MS = 50;
const LONGEST_MS = 5_000;

/** A statement that is refused for these is refused again. */
const IS_FINAL: ReadonlySet<StorageFailure> = new Set([
  "refused",
  "constraint",
  "incompatible",
  "sealed",
]);

/** How long {@link insist} goes on. */
export interface InsistOptions {
  readonly clock: Clock;
  /** Ends the attempts. */
  readonly signal: AbortSignal;
  /** Receives the failures that are tried again. */
  readonly report: (error: unknown) => void;
}

/**
 * Makes a call of the database until it succeeds, so that a database that is away for a while takes
 * time and nothing else.
 *
 * Rejects with the last failure once the signal has aborted, and at once with any error but one of the
 * database. A call may take effect and fail all the same, so it is one that may be made twice.
 */
export async function insist<Result>(
  call: () => Promise<Result>,
  { clock, signal, report }: InsistOptions,
): Promise<Result> {
  for (let pauseMs = FIRST_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_MS)) {
    try {
      return await call();
    } catch (error) {
      if (signal.aborted || !mayPass(error)) throw error;
      report(error);
      if (!(await pause(pauseMs, { clock, signal }))) throw error;
    }
  }
}

function mayPass(error: unknown): boolean {
  if (!MortiseError.is(error)) return false;
  if (error.code === "STORAGE_FAILED") return !IS_FINAL.has(error.data.reason);
  return error.code === "CONNECTION_FAILED" || error.code === "TIMEOUT";
}
