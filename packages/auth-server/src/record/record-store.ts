/** Where a record belongs, besides its key. */
export interface RecordPlace {
  /** Records of one group can be deleted together, such as all tokens of one grant. */
  readonly group?: string;
}

/**
 * Keeps the state of an authorization server: short texts by key, until they expire.
 *
 * Keys have at most 200 characters of `A-Za-z0-9_/-`. Times are milliseconds. Values are sealed before
 * they come here. A method rejects with MortiseError if the database does not answer or refuses.
 */
export interface RecordStore {
  /** Whether the records outlive this process. */
  readonly isDurable: boolean;
  /** Returns the value of `key`; `undefined` without one and after it expired. */
  get(key: string): Promise<string | undefined>;
  /** Sets the value of `key` for `ttlMs` from now. */
  set(key: string, value: string, ttlMs: number, place?: RecordPlace): Promise<void>;
  /**
   * Sets the value of `key` only if it is `expected` now, `undefined` meaning no value; returns whether
   * it did. Of two callers that expect the same, one succeeds. The group stays as it was.
   */
  replace(
    key: string,
    expected: string | undefined,
    value: string,
    ttlMs: number,
  ): Promise<boolean>;
  /** Deletes a record; returns whether there was one. Of two callers, one gets `true`. */
  delete(key: string): Promise<boolean>;
  /** Deletes every record of a group. */
  deleteGroup(group: string): Promise<void>;
  /** Releases what the store holds open. */
  close(): Promise<void>;
}
