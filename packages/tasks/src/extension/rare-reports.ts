import type { Clock } from "@mortise/protocol";

/** The least time between two reports with the same message. */
const EVERY_MS = 60_000;

/** The most messages that are remembered; then all are reported again. */
const MAX_MESSAGES = 100;

/**
 * Passes an error on unless one with its message was passed on within the last minute: a database that is
 * away fails several times a second.
 */
export function rarely(clock: Clock, report: (error: unknown) => void): (error: unknown) => void {
  const reported = new Map<string, number>();
  return (error) => {
    const message = error instanceof Error ? error.message : String(error);
    const now = clock.monotonic();
    const last = reported.get(message);
    if (last !== undefined && now - last < EVERY_MS) return;
    if (reported.size >= MAX_MESSAGES) reported.clear();
    reported.set(message, now);
    report(error);
  };
}
