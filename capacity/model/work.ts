/** Requests of one kind: what each asks of its instance and of the store. Times are in seconds. */
export interface Work {
  /** The share of all requests, from 0 to 1. */
  readonly share: number;
  /** Processor time of the instance, in {@link computationsOf} equal parts. */
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

/** Returns the parts in which an instance computes: one at first, one after each visit of the store and after the wait. */
export function computationsOf({ visits, wait }: Work): number {
  return visits + (wait > 0 ? 2 : 1);
}
