/**
 * Parts for the implementation of a {@link Backplane}.
 *
 * @module
 */
export type { Backplane } from "../backplane/backplane.ts";
export type { EventBus } from "../backplane/event-bus.ts";
export type { EventStore, StoredEvent } from "../backplane/event-store.ts";
export type { KeyValueStore } from "../backplane/key-value-store.ts";
export {
  checkCount,
  checkKey,
  checkMessage,
  checkText,
  checkTtl,
} from "./check-argument.ts";
export { type BackplaneParts, createBackplane } from "./create-backplane.ts";
export { type TopicListener, TopicListeners } from "./topic-listeners.ts";
