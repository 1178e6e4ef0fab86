/** The contribution of the Tasks extension to the context of a handler. */
export interface Detachable {
  /** Ends the handler by a rejection if its call becomes a task here; resolves otherwise. */
  detach(): Promise<void>;
}
