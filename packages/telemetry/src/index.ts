/**
 * OpenTelemetry spans and metrics of MCP requests.
 *
 * @module
 */
export type * from "@mortise/protocol";
export { type OpenTelemetryOptions, openTelemetry } from "./open-telemetry.ts";
