import type { Duration } from "@mortise/protocol";

/** How the call of a handler becomes a task. */
export interface DetachOptions {
  /** The time before the handler begins in the task. Default: the `delay` of the tool. */
  readonly delay?: Duration;
}

/** The contribution of the Tasks extension to the context of a handler. */
export interface Detachable {
  /** Ends the handler by a rejection if its call becomes a task here; resolves otherwise. */
  detach(options?: DetachOptions): Promise<void>;
}
