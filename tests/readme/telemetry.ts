import { createServer } from "@mortise/server";
import { openTelemetry } from "@mortise/telemetry";

// Spans and metrics go to the OpenTelemetry SDK that the program has registered.
export const server = createServer({
  name: "customers",
  version: "1.0.0",
  telemetry: openTelemetry(),
});
