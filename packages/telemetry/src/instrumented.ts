/** The channel on which Node announces each `fetch`; instrumentations subscribe to it. */
const CHANNEL = "undici:request:create";

/** Whether an instrumentation of this process already records `fetch` and adds its headers. */
export function isFetchInstrumented(): boolean {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> };
  const channels = process?.getBuiltinModule?.("node:diagnostics_channel");
  return channels?.channel(CHANNEL).hasSubscribers === true;
}
