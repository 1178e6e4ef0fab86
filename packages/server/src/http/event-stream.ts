import type { HttpExchange, HttpStream } from "./exchange.ts";
import { createHousekeeper } from "./housekeeper.ts";

/** A proxy must not hold events back (2026-07-28, Streamable HTTP, Receiving Messages). */
const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
} as const;

/** Often enough for the idle timeouts of common proxies, of which 30 s is the shortest. */
const KEEP_ALIVE_MS = 25_000;

/** The open event streams of a server, kept alive by one timer for all. */
export class EventStreams {
  readonly #open = new Set<EventStream>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Begins an event stream as the response of `exchange`; `onEnd` is called when it has ended. */
  open(
    exchange: HttpExchange,
    headers: Readonly<Record<string, string>> = {},
    onEnd?: () => void,
  ): EventStream {
    const stream = new EventStream(exchange.stream({ ...HEADERS, ...headers }), () => {
      this.#open.delete(stream);
      if (this.#open.size === 0) this.#stop();
      onEnd?.();
    });
    this.#open.add(stream);
    exchange.onGone(() => stream.end());
    this.#timer ??= createHousekeeper(() => {
      for (const open of this.#open) open.keepAlive();
    }, KEEP_ALIVE_MS);
    return stream;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Ends every stream. */
  close(): void {
    for (const stream of [...this.#open]) stream.end();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

/** A response made of server-sent events, one JSON-RPC message each. */
export class EventStream {
  readonly #stream: HttpStream;
  readonly #onEnd: () => void;
  #isEnded = false;

  constructor(stream: HttpStream, onEnd: () => void) {
    this.#stream = stream;
    this.#onEnd = onEnd;
  }

  /** Sends one message; a client that stopped reading loses the stream instead of our memory. */
  send(message: string): void {
    if (this.#isEnded) return;
    // JSON text has no line breaks of its own, so one data line holds a whole message.
    if (!this.#stream.write(`event: message\ndata: ${message}\n\n`)) this.end();
  }

  /** Sends a comment, so that nothing on the way takes the stream for dead. */
  keepAlive(): void {
    if (!this.#isEnded && !this.#stream.write(":\n\n")) this.end();
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#stream.end();
    this.#onEnd();
  }
}
