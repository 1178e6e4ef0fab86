import type { Clock } from "@mortise/protocol";
import { pause } from "../time/pause.ts";
import type { StreamPosition } from "./event-stream.ts";
import { startPosition } from "./event-stream.ts";

/** How long opening may keep the caller waiting. */
const OPEN_TIMEOUT_MS = 1000;
const MAX_DELAY_MS = 30_000;
const MAX_FAILURES = 5;

/** What a {@link StandaloneStream} needs of its transport. */
export interface StandaloneStreamOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Delivers what the stream carries; resolves when it ended. */
  readonly receive: (
    body: ReadableStream<Uint8Array>,
    position: StreamPosition,
  ) => Promise<unknown>;
  readonly warn: (message: string) => void;
}

/** Makes the GET request of a standalone stream. */
export interface StreamOpener {
  fetch(
    method: "GET",
    init: { signal: AbortSignal; headers: Record<string, string> },
  ): Promise<Response>;
}

/**
 * The stream on which a legacy server sends of its own accord, opened and kept open.
 *
 * A server that does not offer the stream is left in peace; one that ends it is asked again after the
 * pause it wants, longer each time that nothing came (2025-11-25, Listening for Messages from the
 * Server). Where that fails again and again, `warn` is told, and the next use of the connection tries
 * anew.
 */
export class StandaloneStream {
  /** Resolves once the server has answered the first attempt, or after a second. */
  readonly opened: Promise<void>;
  readonly #opener: StreamOpener;
  readonly #options: StandaloneStreamOptions;
  readonly #position = startPosition();
  #wake: (() => void) | undefined;

  constructor(opener: StreamOpener, options: StandaloneStreamOptions) {
    this.#opener = opener;
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.opened = promise;
    const stopWaiting = options.clock.schedule(OPEN_TIMEOUT_MS, resolve);
    void this.#keepOpen(() => {
      stopWaiting();
      resolve();
    });
  }

  /** Takes note that the connection is used: a stream that was given up is tried again. */
  used(): void {
    this.#wake?.();
  }

  async #keepOpen(settled: () => void): Promise<void> {
    const { clock, signal, receive } = this.#options;
    const position = this.#position;
    let failures = 0;
    let idleRounds = 0;
    let isFirst = true;
    while (!signal.aborted) {
      const opened = await openStream(this.#opener, position, signal);
      settled();
      if (typeof opened !== "object" && isLeft(opened, isFirst)) return;
      isFirst = false;
      const before = position.lastEventId;
      if (typeof opened === "object") await receive(opened, position).catch(() => undefined);
      else {
        failures += 1;
        // An event that the server no longer knows, it will not know the next time either.
        if (opened === 400) position.lastEventId = undefined;
      }
      if (position.lastEventId === before || typeof opened !== "object") idleRounds += 1;
      else idleRounds = failures = 0;
      if (failures >= MAX_FAILURES) {
        await this.#giveUp(opened);
        idleRounds = failures = 0;
      } else {
        const factor = 2 ** Math.max(0, idleRounds - 1);
        await pause(Math.min(position.retryMs * factor, MAX_DELAY_MS), { clock, signal });
      }
    }
    settled();
  }

  /** Waits for the next use. */
  async #giveUp(opened: Opened): Promise<void> {
    const { signal, warn } = this.#options;
    if (signal.aborted) return;
    const reason = typeof opened === "number" ? `was answered ${opened}` : "failed";
    warn(
      `The server's own notifications cannot be heard: opening their stream ${reason} ${MAX_FAILURES} times; the next request tries again`,
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    this.#wake = undefined;
  }
}

/** The stream, or the status that came in its place; `undefined` where nothing came. */
type Opened = ReadableStream<Uint8Array> | number | undefined;

/** Tells whether the server offers no stream; 404 says that the session is over, which a request finds out. */
function isLeft(status: number | undefined, isFirst: boolean): boolean {
  return status === 404 || (isFirst && status !== 503);
}

async function openStream(
  opener: StreamOpener,
  position: StreamPosition,
  signal: AbortSignal,
): Promise<Opened> {
  try {
    const { lastEventId } = position;
    const response = await opener.fetch("GET", {
      signal,
      headers: {
        accept: "text/event-stream",
        ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
      },
    });
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
    if (response.ok && isStream && response.body !== null) return response.body;
    await response.body?.cancel();
    return response.status;
  } catch {
    // A stream that cannot be opened is one that the server does not offer.
    return undefined;
  }
}
