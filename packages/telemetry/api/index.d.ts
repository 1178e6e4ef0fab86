// The public declarations of @mortise/telemetry. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/protocol";

export interface OpenTelemetryOptions {
  readonly recordArguments?: boolean;
  readonly recordResults?: boolean;
  readonly tracerProvider?: TracerProvider;
  readonly meterProvider?: MeterProvider;
  readonly propagator?: Pick<TextMapPropagator, "inject" | "extract">;
  readonly clock?: Pick<Clock, "monotonic">;
}

export declare function openTelemetry(options?: OpenTelemetryOptions): Telemetry;
