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
