import type { Clock } from "@mortise/protocol";
import { startHousekeeper } from "../../time/housekeeper.ts";
import type { HttpExchange, HttpStream } from "./exchange.ts";

/** A proxy must not hold events back (2026-07-28, Streamable HTTP, Receiving Messages). */
const HEADERS = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
} as const;

/** Often enough for the idle timeouts of common proxies, of which 30 s is the shortest. */
const KEEP_ALIVE_MS = 25_000;

/** The settings of an event stream. */
export interface EventStreamOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Called once when the stream has ended, on either side. */
  readonly onEnd?: (() => void) | undefined;
  /**
   * Called once, ahead of a message, when the client leaves more unread than a listener may; the
   * callback ends the stream. Without it the platform sets the limit.
   */
  readonly onSlow?: ((unread: number) => void) | undefined;
}

/** Bytes that a listener may leave unread: changes are small, and there are many listeners. */
const MAX_UNREAD = 1024 * 1024;

/** The open event streams of a server, kept alive by one timer for all. */
export class EventStreams {
  readonly #open = new Set<EventStream>();
  readonly #clock: Clock;
  #stopKeepAlive: (() => void) | undefined;
  #lastMessage = "";
  #lastFrame = "";

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins an event stream as the response of `exchange`. */
  open(exchange: HttpExchange, options: EventStreamOptions = {}): EventStream {
    const response = exchange.stream({ ...HEADERS, ...options.headers });
    const stream = new EventStream(response, this, {
      ...options,
      onEnd: () => {
        this.#open.delete(stream);
        if (this.#open.size === 0) this.#stop();
        options.onEnd?.();
      },
    });
    this.#open.add(stream);
    exchange.onGone(() => stream.end());
    this.#stopKeepAlive ??= startHousekeeper(this.#clock, KEEP_ALIVE_MS, () => {
      for (const open of this.#open) open.keepAlive();
    });
    return stream;
  }

  get size(): number {
    return this.#open.size;
  }

  /** Writes a message as an event; the same message to many listeners is written once. */
  frame(message: string): string {
    if (message !== this.#lastMessage) {
      this.#lastMessage = message;
      // JSON text has no line breaks of its own, so one data line holds a whole message.
      this.#lastFrame = `event: message\ndata: ${message}\n\n`;
    }
    return this.#lastFrame;
  }

  /** Ends every stream. */
  close(): void {
    for (const stream of [...this.#open]) stream.end();
  }

  #stop(): void {
    this.#stopKeepAlive?.();
    this.#stopKeepAlive = undefined;
    this.#lastMessage = this.#lastFrame = "";
  }
}

/** A response made of server-sent events, one JSON-RPC message each. */
export class EventStream {
  readonly #stream: HttpStream;
  readonly #all: EventStreams;
  readonly #onEnd: (() => void) | undefined;
  #onSlow: EventStreamOptions["onSlow"];
  #isEnded = false;

  constructor(stream: HttpStream, all: EventStreams, { onEnd, onSlow }: EventStreamOptions) {
    this.#stream = stream;
    this.#all = all;
    this.#onEnd = onEnd;
    this.#onSlow = onSlow;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Bytes that wait for the client to read them; 0 if unknown. */
  get unread(): number {
    return this.#stream.unread ?? 0;
  }

  /**
   * Sends one message, with the id from which the stream can be resumed, if it has one; a client
   * that stopped reading loses the stream instead of our memory.
   */
  send(message: string, id?: string): void {
    const { unread } = this;
    if (this.#onSlow && unread > MAX_UNREAD) {
      const slow = this.#onSlow;
      this.#onSlow = undefined;
      slow(unread);
    } else {
      const frame = this.#all.frame(message);
      this.#write(id === undefined ? frame : `id: ${id}\n${frame}`);
    }
  }

  /**
   * Sends an id from which the stream can be resumed, with no message
   * (2025-11-25, Streamable HTTP, Sending Messages to the Server).
   */
  prime(id: string): void {
    this.#write(`id: ${id}\ndata:\n\n`);
  }

  /** Sends how long the client is to wait before it comes back. */
  retry(ms: number): void {
    this.#write(`retry: ${ms}\n\n`);
  }

  /** Sends a comment, so that nothing on the way takes the stream for dead. */
  keepAlive(): void {
    this.#write(":\n\n");
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#stream.end();
    this.#onEnd?.();
  }

  #write(text: string): void {
    if (!this.#isEnded && !this.#stream.write(text)) this.end();
  }
}
