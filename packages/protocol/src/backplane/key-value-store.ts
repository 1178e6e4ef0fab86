/**
 * Keeps short texts by key until they expire; what every instance opens by the same name, all of them see.
 *
 * Keys have 1 to {@link MAX_KEY} characters; keys and values are well-formed Unicode without U+0000.
 * Times are milliseconds. Values and counters of the same key are apart. Calls that are under way
 * together happen in any order. A method that cannot reach
 * what it needs rejects with MortiseError `CONNECTION_FAILED`, one whose argument is outside these
 * bounds with `INVALID_OPTION`.
 */
export interface KeyValueStore {
  /** Gives the value of `key`; `undefined` where there is none or it has expired. */
  get(key: string): Promise<string | undefined>;
  /** Keeps `value` under `key` for `ttlMs` from now, in place of any other. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /**
   * Keeps `value` only if `expected` is what `key` has now, `undefined` being nothing; tells
   * whether it did. Of two callers that expect the same, one succeeds.
   */
  replace(
    key: string,
    expected: string | undefined,
    value: string,
    ttlMs: number,
  ): Promise<boolean>;
  /** Forgets the value and the counter of `key`; tells whether there was either. */
  delete(key: string): Promise<boolean>;
  /**
   * Adds the whole number `by` to the counter `key` and gives the sum; a counter begins at 0 and
   * expires `ttlMs` after its first increment. `by` of 0 reads it.
   */
  increment(key: string, by: number, ttlMs: number): Promise<number>;
}
