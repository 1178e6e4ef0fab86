/**
 * The parts of the engine that do not depend on SQL, for engines of Mortise on other stores.
 *
 * This entry is internal: its names change without notice. An engine of your own implements `TaskEngine` of
 * `@mortise/protocol`.
 *
 * @module
 */
export { checkName } from "./payload/check-name.ts";
export { type PayloadLimits, readPayloadLimits } from "./payload/payload-limits.ts";
export { Payloads } from "./payload/payloads.ts";
export { makeTaskId } from "./payload/task-id.ts";
export { type SealedTask, TaskSealer } from "./payload/task-sealer.ts";
export type { Final, TaskHold } from "./sql-engine/held-task.ts";
export { insist } from "./sql-engine/insist.ts";
export { type LeaseTimes, readLeaseTimes } from "./sql-engine/lease-times.ts";
export { IS_OPEN } from "./sql-engine/phase-index.ts";
export type { DepthRow } from "./sql-engine/queue-store.ts";
export { Rounds } from "./sql-engine/rounds.ts";
export { RunningTask } from "./sql-engine/running-task.ts";
export { TaskMetrics } from "./sql-engine/task-metrics.ts";
export { type TaskStateRow, type TaskWorkRow, toTask } from "./sql-engine/task-row.ts";
export { EXPIRED } from "./sql-engine/task-sql.ts";
export type { VersionedTask } from "./sql-engine/task-store.ts";
export { Watchers } from "./sql-engine/watchers.ts";
