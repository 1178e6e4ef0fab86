import type { Telemetry } from "@mortise/protocol";
import { isTelemetryRegistered } from "@mortise/telemetry/registered";

/**
 * Gives OpenTelemetry when an SDK of it is registered in this process by now; otherwise `undefined`,
 * and nothing is loaded.
 *
 * Warns when the SDK's `@opentelemetry/api`, an optional peer dependency, cannot be found from here.
 */
export async function findTelemetry(): Promise<Telemetry | undefined> {
  if (!isTelemetryRegistered()) return undefined;
  try {
    const { openTelemetry } = await import("@mortise/telemetry");
    return openTelemetry();
  } catch (error) {
    if (!isMissingApi(error)) throw error;
    process.emitWarning(
      "An OpenTelemetry SDK is registered, but @opentelemetry/api cannot be found from mortise, so nothing is recorded; run: npm install @opentelemetry/api",
      "MortiseWarning",
    );
    return undefined;
  }
}

function isMissingApi(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return code === "ERR_MODULE_NOT_FOUND" && String(message).includes("@opentelemetry/api");
}
