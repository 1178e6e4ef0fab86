/** Characters that a key, a topic and the name of a stream may have. */
export const MAX_KEY = 512;

/**
 * Stores short texts by key until they expire. Every instance on the same backplane sees the same.
 *
 * Keys have 1 to {@link MAX_KEY} characters; keys and values are well-formed Unicode without U+0000.
 * Times are milliseconds. The value and the counter of one key are apart. Calls in flight together
 * happen in any order. A method rejects with MortiseError `CONNECTION_FAILED` if the service does not
 * answer, `STORAGE_FAILED` if the database refuses, `INVALID_OPTION` for an argument outside these
 * bounds.
 */
export interface KeyValueStore {
  /** Returns the value of `key`, or `undefined` without one and after it expired. */
  get(key: string): Promise<string | undefined>;
  /** Sets the value of `key` for `ttlMs` from now. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /**
   * Sets the value of `key` only if it is `expected` now, `undefined` meaning no value; returns
   * whether it did. Of two callers that expect the same, one succeeds.
   */
  replace(
    key: string,
    expected: string | undefined,
    value: string,
    ttlMs: number,
  ): Promise<boolean>;
  /** Deletes the value and the counter of `key`; returns whether either existed. */
  delete(key: string): Promise<boolean>;
  /**
   * Adds the whole number `by` to the counter `key` and returns the sum. A counter begins at 0 and
   * expires `ttlMs` after its first increment. `by` of 0 reads it.
   */
  increment(key: string, by: number, ttlMs: number): Promise<number>;
}
