import type { EventBus } from "./event-bus.ts";
import type { EventStore } from "./event-store.ts";
import type { KeyValueStore } from "./key-value-store.ts";

/**
 * What the instances of one server share: values, messages and the logs of streams.
 *
 * In memory it serves one process; opened on PostgreSQL or Redis, every instance that opens the same.
 */
export interface Backplane extends AsyncDisposable {
  /** What it runs on, such as `memory`, `postgres`, `redis` or `workers`; for messages to people. */
  readonly kind: string;
  /** Other processes see what is kept here. */
  readonly isShared: boolean;
  readonly values: KeyValueStore;
  readonly bus: EventBus;
  readonly events: EventStore;
  /** Lets go of connections; what is kept stays. */
  close(): Promise<void>;
}
