import { MortiseError } from "@mortise/protocol";

/**
 * Runs work on a document, whose readers call themselves for each level of it.
 *
 * @throws MortiseError `INVALID_OPTION` for a document with more levels, or more repetitions, than they take.
 */
export function withinDepth<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    // The reader of YAML ends aliases that grow without bound by a ReferenceError.
    if (!(cause instanceof RangeError || cause instanceof ReferenceError)) throw cause;
    throw tooDeep(cause);
  }
}

/** The fault of a document whose reader ran out of room. */
export function tooDeep(cause: unknown): MortiseError {
  return new MortiseError("INVALID_OPTION", "is nested too deep to be read", { cause });
}
