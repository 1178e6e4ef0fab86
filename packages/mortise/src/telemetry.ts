/**
 * OpenTelemetry of servers and clients.
 *
 * @module
 */

export { noTelemetry } from "@mortise/protocol";
export type * from "@mortise/telemetry";
export { openTelemetry } from "@mortise/telemetry";
