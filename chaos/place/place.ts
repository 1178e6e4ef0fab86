/** A fault of a database, which passes. */
export interface Outage {
  readonly name: string;
  /** Makes the fault; resolves once it is over. */
  readonly happen: () => Promise<void>;
}

/** The database of one run. */
export interface Place extends AsyncDisposable {
  /** Names it in the output. */
  readonly name: string;
  /** The way of the workers to it. */
  readonly url: string;
  /** The faults of a run, in their order. */
  readonly outages: readonly Outage[];
  /** Whether processes may have clocks of their own, since the database has the one that counts. */
  readonly hasOwnClock: boolean;
}
