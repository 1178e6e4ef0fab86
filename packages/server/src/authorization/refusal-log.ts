import type { Clock } from "@mortise/protocol";
import type { ServerLog } from "../log/mask.ts";

/** Milliseconds for which an equal refusal is not logged again. */
const QUIET_MS = 60_000;
/** Refusals that are logged within that time; a client can cause any number of different ones. */
const MAX_LINES = 20;

/** The server whose refusals are logged. */
interface Refusing {
  readonly clock: Clock;
  readonly log: ServerLog;
}

/** The refusals that were logged within a minute, with their times; oldest first. */
const logged = new WeakMap<ServerLog, Map<string, number>>();

/**
 * Logs why `auth` refused a request: equal reasons once a minute, and at most twenty in a minute, since
 * every client can cause them.
 */
export function logRefusal(detail: string, { clock, log }: Refusing): void {
  const now = clock.monotonic();
  let recent = logged.get(log);
  if (!recent) {
    recent = new Map();
    logged.set(log, recent);
  }
  for (const [old, at] of recent) {
    if (now - at < QUIET_MS) break;
    recent.delete(old);
  }
  if (recent.has(detail) || recent.size > MAX_LINES) return;
  recent.set(detail, now);
  const isLast = recent.size > MAX_LINES;
  const message = isLast
    ? `auth refused more than ${MAX_LINES} requests for different reasons within a minute; further ones are not logged until it is over`
    : `auth refused a request: ${detail}`;
  log({ level: "warning", message });
}
