/** On which Node tells of requests of `fetch`; instrumentations of OpenTelemetry and others listen. */
const CHANNEL = "undici:request:create";

/** Tells whether something in this process watches `fetch` already; it makes spans and headers then. */
export function isFetchInstrumented(): boolean {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> };
  const channels = process?.getBuiltinModule?.("node:diagnostics_channel");
  return channels?.channel(CHANNEL).hasSubscribers === true;
}
