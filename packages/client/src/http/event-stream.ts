import { MortiseError } from "@mortise/protocol";
import { createParser } from "eventsource-parser";

/** One event of a stream. */
export interface StreamEvent {
  /** Its type; `undefined` when it names none, which means `message`. */
  readonly event: string | undefined;
  /** Empty for an event that only carries its id. */
  readonly data: string;
}

/** Where a stream stands, kept from one connection to the next. */
export interface StreamPosition {
  /** The last event id seen; `undefined` while the server gave none. */
  lastEventId: string | undefined;
  /** Milliseconds the server wants the client to wait before it reconnects. */
  retryMs: number;
}

/** How {@link readEvents} reads. */
export interface ReadEventsOptions {
  readonly position: StreamPosition;
  /** The longest event accepted, in characters. */
  readonly maxBytes: number;
  /** Ends the reading, as if the stream had ended. */
  readonly signal: AbortSignal;
}

/** Begins a position: no event seen, and the pause that servers expect by default. */
export function startPosition(): StreamPosition {
  return { lastEventId: undefined, retryMs: 1000 };
}

/**
 * Reads the events of an SSE response and keeps `position` up to date.
 *
 * @throws MortiseError `INVALID_RESPONSE` when one event is longer than `maxBytes`; otherwise what reading the body throws.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  options: ReadEventsOptions,
): AsyncGenerator<StreamEvent, void, undefined> {
  const { position, maxBytes, signal } = options;
  let events: StreamEvent[] = [];
  let tooLong = false;
  const parser = createParser({
    maxBufferSize: maxBytes,
    onId: (id) => {
      position.lastEventId = id === "" ? undefined : id;
    },
    onRetry: (milliseconds) => {
      position.retryMs = milliseconds;
    },
    onEvent: ({ event, data }) => {
      // The parser bounds what it holds back, not an event that arrives whole.
      if (data.length > maxBytes) tooLong = true;
      else events.push({ event, data });
    },
    onError: (error) => {
      tooLong ||= error.type === "max-buffer-size-exceeded";
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  const stop = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      const ready = events;
      events = [];
      yield* ready;
      if (tooLong) {
        throw new MortiseError(
          "INVALID_RESPONSE",
          `The server sent an event longer than ${maxBytes} bytes; raise maxMessageBytes to accept it`,
        );
      }
    }
  } finally {
    signal.removeEventListener("abort", stop);
    await reader.cancel().catch(() => undefined);
  }
}
