import { pause } from "../request/pause.ts";
import type { StreamPosition } from "./event-stream.ts";
import { startPosition } from "./event-stream.ts";

/** How long opening may keep the caller waiting. */
const OPEN_TIMEOUT_MS = 1000;
const MAX_DELAY_MS = 30_000;
const MAX_FAILURES = 5;

/** What {@link listenStandalone} needs of its transport. */
export interface StandaloneStreamOptions {
  readonly signal: AbortSignal;
  /** Delivers what the stream carries; resolves when it ended. */
  readonly receive: (
    body: ReadableStream<Uint8Array>,
    position: StreamPosition,
  ) => Promise<unknown>;
}

/** Makes the GET request of a standalone stream. */
export interface StreamOpener {
  fetch(
    method: "GET",
    init: { signal: AbortSignal; headers: Record<string, string> },
  ): Promise<Response>;
}

/**
 * Opens the stream on which a legacy server sends of its own accord, and keeps it open.
 *
 * Resolves once the server has answered the first attempt, or after a second. A server that does
 * not offer the stream is left in peace; one that ends it is asked again after the pause it wants,
 * longer each time that nothing came (2025-11-25, Listening for Messages from the Server).
 */
export function listenStandalone(
  opener: StreamOpener,
  options: StandaloneStreamOptions,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, OPEN_TIMEOUT_MS);
  void keepOpen(opener, options, () => {
    clearTimeout(timer);
    resolve();
  });
  return promise;
}

async function keepOpen(
  opener: StreamOpener,
  options: StandaloneStreamOptions,
  settled: () => void,
): Promise<void> {
  const { signal, receive } = options;
  const position = startPosition();
  let failures = 0;
  let idleRounds = 0;
  let isFirst = true;
  while (!signal.aborted && failures < MAX_FAILURES) {
    const body = await openStream(opener, position, signal);
    settled();
    if (body === undefined && isFirst) return;
    isFirst = false;
    const before = position.lastEventId;
    if (body === undefined) failures += 1;
    else await receive(body, position).catch(() => undefined);
    if (position.lastEventId === before) idleRounds += 1;
    else idleRounds = failures = 0;
    const factor = 2 ** Math.max(0, idleRounds - 1);
    await pause(Math.min(position.retryMs * factor, MAX_DELAY_MS), signal);
  }
  settled();
}

async function openStream(
  opener: StreamOpener,
  position: StreamPosition,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array> | undefined> {
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
  } catch {
    // A stream that cannot be opened is one that the server does not offer.
  }
  return undefined;
}
