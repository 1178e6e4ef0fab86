// The public declarations of mortise/telemetry. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/telemetry";
export { noTelemetry } from "@mortise/protocol";
export { openTelemetry } from "@mortise/telemetry";
