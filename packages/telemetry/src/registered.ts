/** Where every copy of `@opentelemetry/api` 1.x keeps what was registered with it. */
const GLOBALS = Symbol.for("opentelemetry.js.api.1");

interface Registered {
  readonly trace?: unknown;
  readonly metrics?: unknown;
}

/**
 * Tells whether an OpenTelemetry SDK is registered in this process for spans or metrics, without
 * loading `@opentelemetry/api`.
 */
export function isTelemetryRegistered(): boolean {
  const registered = (globalThis as { readonly [GLOBALS]?: Registered })[GLOBALS];
  return registered !== undefined && (registered.trace ?? registered.metrics) !== undefined;
}
