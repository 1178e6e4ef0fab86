/** Tells the time and calls back later; tests bring their own. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** Calls back after some milliseconds, unless the returned function is called first. */
  schedule(milliseconds: number, callback: () => void): () => void;
}
