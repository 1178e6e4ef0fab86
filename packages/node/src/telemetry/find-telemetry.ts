import type { Telemetry } from "@mortise/protocol";
import { isTelemetryRegistered } from "@mortise/telemetry/registered";

/**
 * Gives what watches requests where nothing else was given: OpenTelemetry, if an SDK is registered in
 * this process by now; otherwise nothing, which also loads nothing.
 */
export async function findTelemetry(): Promise<Telemetry | undefined> {
  if (!isTelemetryRegistered()) return undefined;
  const { openTelemetry } = await import("@mortise/telemetry");
  return openTelemetry();
}
