/**
 * Parts for the implementation of a {@link Backplane}.
 *
 * @module
 */
export type { Backplane } from "../backplane/backplane.ts";
export {
  checkCount,
  checkKey,
  checkMessage,
  checkText,
  checkTtl,
} from "./check-argument.ts";
export { type BackplaneParts, createBackplane } from "./create-backplane.ts";
export { type TopicListener, TopicListeners } from "./topic-listeners.ts";
