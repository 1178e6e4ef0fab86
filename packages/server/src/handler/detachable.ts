import type { Duration } from "@mortise/protocol";

/** How the call of a handler becomes a task. */
export interface DetachOptions {
  /** The time before the handler begins in the task. Default: the `delay` of the tool. */
  readonly delay?: Duration;
}

/** The task that a handler runs in. */
export interface HandlerTask {
  /** Identifies it; the same in all attempts, so that it is a key for work elsewhere that must not begin twice. */
  readonly id: string;
  /** Counts the starts of the handler, from 1. */
  readonly attempt: number;
  /** Why the task ends, in the run of a handler of `taskFrom` that ends the work elsewhere. */
  readonly ending?: "cancelled" | "expired";
}

/** The contribution of the Tasks extension to the context of a handler. */
export interface Detachable {
  /** The task that the handler runs in; absent outside of one. */
  readonly task?: HandlerTask;
  /** Ends the handler by a rejection if its call becomes a task here; resolves otherwise. */
  detach(options?: DetachOptions): Promise<void>;
}
