/** The global on which every copy of `@opentelemetry/api` 1.x keeps the registered providers. */
const GLOBALS = Symbol.for("opentelemetry.js.api.1");

interface Registered {
  readonly trace?: unknown;
  readonly metrics?: unknown;
}

/**
 * Whether an OpenTelemetry SDK is registered in this process for spans or metrics. Does not load
 * `@opentelemetry/api`.
 */
export function isTelemetryRegistered(): boolean {
  const registered = (globalThis as { readonly [GLOBALS]?: Registered })[GLOBALS];
  return registered !== undefined && (registered.trace ?? registered.metrics) !== undefined;
}
