import { systemClock } from "@mortise/protocol";
import type { RequestLifetime } from "../cancellation/request-lifetime.ts";
import type { OpenRequest } from "../request/caller.ts";

/**
 * Long enough for a client to hand what came before to its listeners: time on the
 * wire, whatever clock the server has.
 */
const PAUSE_MS = 1;

/** A request of a connection that is being answered. */
export class RequestLine implements OpenRequest {
  readonly lifetime: RequestLifetime;
  readonly ask: OpenRequest["ask"];
  readonly #send: (message: string) => void;
  #emittedAt = Number.NEGATIVE_INFINITY;

  constructor(send: (message: string) => void, lifetime: RequestLifetime, ask: OpenRequest["ask"]) {
    this.#send = send;
    this.lifetime = lifetime;
    this.ask = ask;
  }

  emit(message: string): void {
    this.#emittedAt = systemClock.monotonic();
    this.#send(message);
  }

  /** Returns whether a message went out so lately that the client may not have passed it on yet. */
  get hasJustSpoken(): boolean {
    return systemClock.monotonic() - this.#emittedAt <= PAUSE_MS;
  }

  /**
   * Waits until the response may go out.
   *
   * Clients built on the official SDK forget a request's progress listener before they hand on a
   * notification that came in the same chunk as the response, so the two must not share one.
   */
  async settle(): Promise<void> {
    if (!this.hasJustSpoken) return;
    await new Promise<void>((resolve) => systemClock.schedule(PAUSE_MS, resolve));
  }
}
