/**
 * Durable tasks on BullMQ and Redis, for teams that run them already.
 *
 * @module
 */
export type * from "@mortise/protocol";
export type * from "@mortise/tasks";
export { type BullTaskEngineOptions, bullTaskEngine } from "./bull-task-engine.ts";
