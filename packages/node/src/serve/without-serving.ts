import type { Server } from "@mortise/server";

/** Counts the hosts at work, across copies of this package in one process. */
const HOSTS = Symbol.for("mortise.hosts");

/**
 * Runs `load`, which imports server files; meanwhile `serve` does nothing, wherever it is called.
 *
 * For programs that serve, test or inspect the servers of other files, as the `mortise` command does.
 */
export async function withoutServing<Value>(load: () => Promise<Value>): Promise<Value> {
  count(1);
  try {
    return await load();
  } finally {
    count(-1);
  }
}

/** A server that a file would serve, and how. */
export interface NotServed<Options> {
  readonly server: Server<unknown>;
  readonly options: Options;
}

/** The calls of `serve` that did nothing, across copies of this package in one process. */
const NOT_SERVED = Symbol.for("mortise.not-served");

/** Keeps a call of `serve` that did nothing because a program imports the file. */
export function noteNotServed(call: NotServed<unknown>): void {
  const slot = globalThis as { [NOT_SERVED]?: NotServed<unknown>[] };
  slot[NOT_SERVED] ??= [];
  slot[NOT_SERVED].push(call);
}

/** Returns the calls of `serve` since the last time that did nothing. */
export function takeNotServed(): readonly NotServed<unknown>[] {
  const slot = globalThis as { [NOT_SERVED]?: NotServed<unknown>[] };
  const calls = slot[NOT_SERVED] ?? [];
  delete slot[NOT_SERVED];
  return calls;
}

/** Whether a program imports server files at the moment. */
export function isHosted(): boolean {
  return ((globalThis as { [HOSTS]?: number })[HOSTS] ?? 0) > 0;
}

function count(change: 1 | -1): void {
  const hosts = globalThis as { [HOSTS]?: number };
  const sum = (hosts[HOSTS] ?? 0) + change;
  if (sum > 0) hosts[HOSTS] = sum;
  else delete hosts[HOSTS];
}
