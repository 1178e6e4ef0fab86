import type { Context } from "@opentelemetry/api";
import { context, diag } from "@opentelemetry/api";

/** Runs work that must not fail its caller; a failure goes to OpenTelemetry's own log, `diag`. */
export function guarded<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    report(error);
    return undefined;
  }
}

/** Reports a failure of an SDK, a propagator or a context manager. */
export function report(error: unknown): void {
  try {
    diag.error("@mortise/telemetry could not record", error);
  } catch {
    // The log itself failed, so there is no place left for the report.
  }
}

/** Runs work inside a context; a context manager that fails does not keep it from running once. */
export function runInside<Value>(inside: Context, work: () => Value): Value {
  let hasBegun = false;
  const run = (): Value => {
    hasBegun = true;
    return work();
  };
  try {
    return context.with(inside, run);
  } catch (error) {
    if (hasBegun) throw error;
    return run();
  }
}
