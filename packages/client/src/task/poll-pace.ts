import type { DetailedTask } from "@mortise/protocol";

/** No server is asked more often, whatever it says. */
const MIN_POLL_MS = 100;
/** A task is asked for at least so often, whatever the server says. */
const MAX_POLL_MS = 60_000;
/** The longest pause where the server names none. */
const MAX_UNTOLD_MS = 5_000;
/** The longest pause that grows out of a shorter one that the server names. */
const MAX_GROWN_MS = 1_000;
/** The pause while the server reports states by itself, since a report may be lost. */
const REPORTED_POLL_MS = 15_000;
const GROWTH = 1.5;

/**
 * Decides how long to wait before a task is asked for again.
 *
 * The server's interval counts within bounds. Without one, or with one too short to keep up for long, the pause
 * grows while nothing changes.
 */
export class PollPace {
  #unchanged = 0;

  /** Shortens the pause again, after an answer with a change. */
  changed(): void {
    this.#unchanged = 0;
  }

  /** Returns the milliseconds until the next request; `isReported` says that reports are coming in. */
  next({ pollIntervalMs }: Pick<DetailedTask, "pollIntervalMs">, isReported: boolean): number {
    const limit = pollIntervalMs === undefined ? MAX_UNTOLD_MS : MAX_GROWN_MS;
    const grown = Math.min(limit, MIN_POLL_MS * GROWTH ** this.#unchanged);
    this.#unchanged = Math.min(this.#unchanged + 1, 50);
    const wanted = Math.max(pollIntervalMs ?? 0, grown);
    return Math.min(MAX_POLL_MS, isReported ? Math.max(wanted, REPORTED_POLL_MS) : wanted);
  }
}
