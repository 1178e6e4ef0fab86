/**
 * Durable tasks: tool calls that outlive the request, the connection and the process.
 *
 * @module
 */
export type * from "@mortise/protocol";
export type * from "@mortise/server";
export type * from "@mortise/storage";
export type { TasksOptions } from "./extension/engine-source.ts";
export { type JobHandle, type JobState, taskFrom } from "./extension/task-from.ts";
export { type MoveTasksOptions, type MoveTasksResult, moveTasks } from "./operator/move-tasks.ts";
export { openSqlTaskOperator, type SqlTaskOperatorOptions } from "./operator/sql-task-operator.ts";
export type { PayloadLimits } from "./payload/payload-limits.ts";
export { readTaskKeys, type TaskEncryption } from "./payload/task-sealer.ts";
export { openSqlTaskEngine, type SqlTaskEngineOptions } from "./sql-engine/sql-task-engine.ts";
export { type TasksExtension, tasks } from "./tasks.ts";
