/**
 * Durable tasks: tool calls that outlive the request, the connection and the process.
 *
 * @module
 */
export type * from "@mortise/tasks";
export { openSqlTaskEngine, taskFrom, tasks } from "@mortise/tasks";
