// The public declarations of mortise/tasks. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/tasks";
export { openSqlTaskEngine } from "@mortise/tasks";
export { taskFrom } from "@mortise/tasks";
export { tasks } from "@mortise/tasks";
