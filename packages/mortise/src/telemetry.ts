export type { Telemetry } from "@mortise/protocol";
export type { OpenTelemetryOptions } from "@mortise/telemetry";
export { openTelemetry } from "@mortise/telemetry";
