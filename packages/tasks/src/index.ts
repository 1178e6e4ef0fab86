export { detach } from "./extension/detach.ts";
export { type TaskSettings, task } from "./extension/task-settings.ts";
export { openSqlTaskEngine, type SqlTaskEngineOptions } from "./sql-engine/sql-task-engine.ts";
export { type TasksOptions, tasks } from "./tasks.ts";
