import type { Clock } from "@mortise/protocol";
import { pause } from "@mortise/protocol";
import type { StreamPosition } from "./event-stream.ts";
import { eventStreamOf, startPosition } from "./event-stream.ts";

/** The longest time that opening delays the caller. */
const OPEN_TIMEOUT_MS = 1000;
const MAX_DELAY_MS = 30_000;
const MAX_FAILURES = 5;

/** The parts of a transport that a {@link StandaloneStream} uses. */
export interface StandaloneStreamOptions {
  /** Counts the pauses between attempts. */
  readonly clock: Clock;
  /** Makes a GET request at the URL of the transport. */
  readonly open: (init: {
    readonly signal: AbortSignal;
    readonly headers: Readonly<Record<string, string>>;
  }) => Promise<Response>;
  /** Closes the stream. */
  readonly signal: AbortSignal;
  /** Delivers the messages of the stream; resolves when the stream has ended. */
  readonly receive: (
    body: ReadableStream<Uint8Array>,
    position: StreamPosition,
  ) => Promise<unknown>;
  /** Receives the failure to open the stream. */
  readonly warn: (message: string) => void;
}

/**
 * The stream on which a legacy server sends of its own accord, opened and kept open.
 *
 * A server that does not offer the stream is not asked again. One that ends it is asked again after
 * the pause that it wants, longer each time that nothing came (2025-11-25, Listening for Messages
 * from the Server). After five failures in a row there is a warning, and {@link retry} tries again.
 */
export class StandaloneStream {
  /** Resolves once the server has answered the first attempt, or after a second. */
  readonly opened: Promise<void>;
  readonly #options: StandaloneStreamOptions;
  readonly #position = startPosition();
  /** The status by which the server refused the stream for good. */
  #refusedWith: number | undefined;
  #wake: (() => void) | undefined;

  constructor(options: StandaloneStreamOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.opened = promise;
    const stopWaiting = options.clock.schedule(OPEN_TIMEOUT_MS, resolve);
    void this.#keepOpen(() => {
      stopWaiting();
      resolve();
    });
  }

  /** The status of a server that does not offer the stream; `undefined` for one that may. */
  get refusedWith(): number | undefined {
    return this.#refusedWith;
  }

  /** Tries to open a stream that was given up; called when the connection is used. */
  retry(): void {
    this.#wake?.();
  }

  async #keepOpen(settled: () => void): Promise<void> {
    const { clock, signal, receive } = this.#options;
    const position = this.#position;
    let failures = 0;
    let idleRounds = 0;
    let isFirst = true;
    while (!signal.aborted) {
      const opened = await this.#open();
      if ("reason" in opened && isFirst && isFinal(opened, isFirst)) {
        this.#refusedWith = opened.status;
      }
      settled();
      if ("reason" in opened && isFinal(opened, isFirst)) return;
      isFirst = false;
      const before = position.lastEventId;
      if ("body" in opened) {
        await receive(opened.body, position).catch(() => undefined);
      } else {
        failures += 1;
        // An event that the server no longer knows now is one that it will not know later either.
        if (opened.status === 400) position.lastEventId = undefined;
      }
      if ("reason" in opened || position.lastEventId === before) idleRounds += 1;
      else idleRounds = failures = 0;
      if ("reason" in opened && failures >= MAX_FAILURES) {
        await this.#giveUp(opened.reason);
        idleRounds = failures = 0;
      } else {
        const factor = 2 ** Math.max(0, idleRounds - 1);
        await pause(Math.min(position.retryMs * factor, MAX_DELAY_MS), { clock, signal });
      }
    }
    settled();
  }

  async #open(): Promise<Opened> {
    const { open, signal } = this.#options;
    const { lastEventId } = this.#position;
    try {
      const response = await open({
        signal,
        headers: {
          accept: "text/event-stream",
          ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
        },
      });
      const body = eventStreamOf(response);
      if (body !== undefined) return { body };
      const { status } = response;
      await response.body?.cancel().catch(() => undefined);
      return { status, reason: `it was answered ${status}` };
    } catch (error) {
      return { status: undefined, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Waits until {@link retry} is called. */
  async #giveUp(reason: string): Promise<void> {
    const { signal, warn } = this.#options;
    if (signal.aborted) return;
    warn(
      `Opening the stream of the server's own notifications failed ${MAX_FAILURES} times (${reason}); none of them arrive until the next request, which tries again`,
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    this.#wake = undefined;
  }
}

/** A request for a stream that brought none. */
interface Refused {
  /** The HTTP status; `undefined` when there was no response. */
  readonly status: number | undefined;
  readonly reason: string;
}

type Opened = { readonly body: ReadableStream<Uint8Array> } | Refused;

/**
 * Returns whether asking again is of no use, because the server offers no stream. 404 means that
 * the session is over, which the next request finds out.
 */
function isFinal({ status }: Refused, isFirst: boolean): boolean {
  return status === 404 || (isFirst && status !== 503);
}
