/** Requests of one kind: what each asks of its instance and of the store. Times are in seconds. */
export interface Work {
  /** The share of all requests, from 0 to 1. */
  readonly share: number;
  /** Processor time of the instance, in as many parts as there are visits of the store, and one. */
  readonly processor: number;
  /** Time that the tool waits for something else, which takes no processor. */
  readonly wait: number;
  /** Operations of the store, one after another. */
  readonly visits: number;
  /** Processor time of the store for all of them. */
  readonly store: number;
  /** Time that each operation waits for a disk, in parallel with others. */
  readonly disk: number;
}
