import { MortiseError } from "@mortise/protocol";
import { createParser } from "eventsource-parser";
import { mediaTypeOf } from "./content-type.ts";

/** One event of a stream. */
export interface StreamEvent {
  /** The type of the event; `undefined` stands for `message`. */
  readonly event: string | undefined;
  /** Empty for an event that only carries its id. */
  readonly data: string;
}

/** The position in a stream, kept from one connection to the next. */
export interface StreamPosition {
  /** The last event id that arrived; `undefined` if there was none. */
  lastEventId: string | undefined;
  /** The milliseconds that the server asks the client to wait before it reconnects. */
  retryMs: number;
}

/** Settings of {@link readEvents}. */
export interface ReadEventsOptions {
  /** Updated as events arrive. */
  readonly position: StreamPosition;
  /** The longest event accepted, in characters. */
  readonly maxBytes: number;
  /** Ends the reading, as if the stream had ended. */
  readonly signal: AbortSignal;
}

/** Makes the position of a new stream: no event yet, and a pause of a second. */
export function startPosition(): StreamPosition {
  return { lastEventId: undefined, retryMs: 1000 };
}

/** Returns the body of a response that is an event stream; `undefined` for any other response. */
export function eventStreamOf(response: Response): ReadableStream<Uint8Array> | undefined {
  const isStream = mediaTypeOf(response) === "text/event-stream";
  return (response.ok && isStream && response.body) || undefined;
}

/**
 * Reads the events of an SSE response and updates `position`.
 *
 * @throws MortiseError `INVALID_RESPONSE` if an event is longer than `maxBytes`; otherwise the
 * error of reading the body.
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
      // The parser bounds an event that arrives in parts, not one that arrives whole.
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
  if (signal.aborted) stop();
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
