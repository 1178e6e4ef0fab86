import type { Caller } from "../request/caller.ts";
import { sendNotification } from "../request/send-notification.ts";

/** The progress of one request, as its client is notified of it (2026-07-28, Progress). */
export class Progress {
  readonly #caller: Caller;
  readonly #token: unknown;
  #last = Number.NEGATIVE_INFINITY;

  /** `token` is the request's `progressToken`; without a valid one nothing is sent. */
  constructor(caller: Caller, token: unknown) {
    this.#caller = caller;
    this.#token = token;
  }

  /** Sends how much is done; drops a value that does not grow, and all after the response. */
  report(done: number, total: number | undefined, message: string | undefined): void {
    const { channel, lifetime } = this.#caller;
    if (!isProgressToken(this.#token) || lifetime.isOver) return;
    if (!(done > this.#last && Number.isFinite(done))) return;
    this.#last = done;
    sendNotification(channel, "notifications/progress", {
      progressToken: this.#token,
      progress: done,
      ...(total !== undefined && Number.isFinite(total) && { total }),
      ...(message !== undefined && { message }),
    });
  }
}

function isProgressToken(value: unknown): value is string | number {
  return typeof value === "string" || Number.isSafeInteger(value);
}
