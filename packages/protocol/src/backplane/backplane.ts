import type { EventBus } from "./event-bus.ts";
import type { EventStore } from "./event-store.ts";
import type { KeyValueStore } from "./key-value-store.ts";

/**
 * The values, messages and stream logs that the instances of one server share.
 *
 * A backplane in memory serves one process. One on PostgreSQL, Redis or SQLite serves every instance
 * that opens the same database with the same prefix.
 */
export interface Backplane extends AsyncDisposable {
  /** The technology below, such as `memory`, `postgres`, `redis`, `sqlite` or `workers`; for messages. */
  readonly kind: string;
  /** Whether other processes see the same. */
  readonly isShared: boolean;
  /** Values and counters with a time to live. */
  readonly values: KeyValueStore;
  /** Messages to every instance. */
  readonly bus: EventBus;
  /** Logs of streams, for resumption. */
  readonly events: EventStore;
  /** Finishes the calls in flight and closes connections. Stored data stays. */
  close(): Promise<void>;
}
