export { sales } from "./agent/sales.ts";
export {
  createHistoryTarget,
  createServerTargets,
  type ServerName,
} from "./agent/server-targets.ts";
export { support } from "./agent/support.ts";
export { type Sandbox, startSandbox } from "./sandbox/index.ts";
