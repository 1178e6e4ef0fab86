/**
 * Connections to a service: opened in time, kept alive, replaced when they are lost.
 *
 * @module
 */
export type * from "@mortise/protocol";
export { backoff } from "./backoff.ts";
export { CallsInFlight } from "./calls-in-flight.ts";
export { connectionFailed } from "./connection-failed.ts";
export {
  CONNECTION_OPTIONS,
  type ConnectionOptions,
  type ConnectionSettings,
  countOption,
  readConnectionOptions,
} from "./connection-options.ts";
export { type Deadline, within } from "./deadline.ts";
export { type ConnectionKind, KeptConnection } from "./kept-connection.ts";
export { loadDriver } from "./load-driver.ts";
export type { Report } from "./report.ts";
