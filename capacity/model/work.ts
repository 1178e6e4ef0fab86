import { ASSUMED } from "./assumption.ts";

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

/** Returns the seconds that the way to the store and its disk take, for all visits of one request. */
export function storeWait({ visits, disk }: Work): number {
  return visits * (disk + ASSUMED.networkMs / 1e3);
}

/** Returns the average of a value over all requests, of which each part has its share. */
export function average<Part extends { readonly share: number }>(
  parts: readonly Part[],
  of: (part: Part) => number,
): number {
  return parts.reduce((total, part) => total + part.share * of(part), 0);
}
