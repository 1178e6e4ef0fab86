export { openSqlTaskEngine, type SqlTaskEngineOptions } from "./sql-engine/sql-task-engine.ts";
