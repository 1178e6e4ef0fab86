import type { Clock, EventStore, StoredEvent } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import type { EventStream } from "../exchange/event-stream.ts";
import { END_OF_STREAM } from "./logged-stream.ts";

/** How a stream ended that was followed. */
export type FollowOutcome =
  /** As it should: everything has been sent. */
  | "ended"
  /** The writer ended it for this follower to carry on. */
  | "handed over"
  /** The client went away, or follows elsewhere. */
  | "left"
  /** Its writer has gone, and it never ended. */
  | "lost";

/** The stream of a {@link StreamFollower}, and the way to its writer. */
export interface FollowOptions {
  /** Names the follower to the writer. */
  readonly id: string;
  readonly events: EventStore;
  readonly clock: Clock;
  /** Names the stream in the backplane. */
  readonly key: string;
  /** Names it in event ids. */
  readonly stream: string;
  /** Asks the writer to say when there is more. */
  readonly ask: () => void;
  /** Milliseconds between two such questions; a writer that leaves {@link PATIENCE} unanswered is gone. */
  readonly askEveryMs: number;
  /** Called when nothing is followed any more. */
  readonly onDone: () => void;
}

const PATIENCE = 3;
/** Bytes that may lie unread when more missed events are sent: they are there all at once. */
const MAX_UNREAD = 256 * 1024;
const WAIT_MS = 20;
/** Waits in a row in which the client reads nothing; together 20 s. */
const MAX_WAITS = 1_000;

/** Sends the stored events of a stream, those that are there and those that come. */
export class StreamFollower {
  readonly #options: FollowOptions;
  readonly #closed = Promise.withResolvers<void>();
  #position: number;
  #isWriterGone = false;
  #hasLeft = false;
  #isRefused = false;
  #isWoken = false;
  #wake: (() => void) | undefined;
  #silences = 0;

  /** Begins behind the event number `after`. */
  constructor(options: FollowOptions, after: number) {
    this.#options = options;
    this.#position = after;
  }

  get id(): string {
    return this.#options.id;
  }

  /** Settles when its maker has released the stream. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Reads on, because there may be more. */
  wake(): void {
    this.#silences = 0;
    this.#isWoken = true;
    this.#wake?.();
  }

  /** Reads what is stored a last time, because the stream has no writer any more. */
  writerIsGone(): void {
    this.#isWriterGone = true;
    this.wake();
  }

  /** Records that the writer never sent the event that the client names. */
  refuse(): void {
    this.#isRefused = true;
    this.leave();
  }

  /** Ends the following; the stream itself goes on. */
  leave(): void {
    this.#hasLeft = true;
    this.#wake?.();
  }

  /** Releases the stream; called by the maker of the follower in the end. */
  close(): void {
    this.#options.onDone();
    this.#closed.resolve();
  }

  /**
   * Waits until the last event of the client is found; `false` without such an event, or if a later one is
   * no longer kept.
   */
  async find(): Promise<boolean> {
    const { events, key, ask } = this.#options;
    ask();
    for (;;) {
      const isFinal = this.#isWriterGone || this.#silences >= PATIENCE;
      this.#isWoken = false;
      // A writer that died may have sent what it had no time to store; its stream is known all the same.
      const stored = await events.read(key, isFinal ? 0 : this.#position - 1);
      if (this.#isRefused) return false;
      if (stored.length > 0) return this.#canFollow(stored);
      if (isFinal || this.#hasLeft) return false;
      await this.#pause();
    }
  }

  #canFollow(stored: readonly StoredEvent[]): boolean {
    const last = stored.at(-1);
    const isBeyond = last?.message.startsWith(END_OF_STREAM) && last.sequence <= this.#position;
    const next = stored.find(({ sequence }) => sequence > this.#position);
    return !isBeyond && (next === undefined || next.sequence === this.#position + 1);
  }

  /** Sends what comes through `connection` until the stream ends; called once it is found. */
  async run(connection: EventStream): Promise<FollowOutcome> {
    const { events, key, stream } = this.#options;
    for (;;) {
      const isFinal = this.#isWriterGone || this.#silences >= PATIENCE;
      this.#isWoken = false;
      const found = await events.read(key, this.#position);
      for (const { sequence, message } of found) {
        if (this.#hasLeft || connection.isEnded || !(await this.#drained(connection)))
          return "left";
        // Events that a slow client has not taken in time may be gone.
        if (sequence !== this.#position + 1) return "lost";
        this.#position = sequence;
        if (message.startsWith(END_OF_STREAM)) {
          return message === END_OF_STREAM + this.#options.id ? "handed over" : "ended";
        }
        // The first event names the request, which its client knows.
        if (sequence > 1) connection.send(message, `${stream}_${sequence}`);
      }
      if (this.#hasLeft || connection.isEnded) return "left";
      if (found.length > 0) continue;
      if (isFinal) return "lost";
      await this.#pause();
    }
  }

  /** Waits until the client has read most of the stream; `false` if it does not, or has gone. */
  async #drained(connection: EventStream): Promise<boolean> {
    let unread = connection.unread;
    for (let waits = 0; unread > MAX_UNREAD; waits += 1) {
      if (waits >= MAX_WAITS || this.#hasLeft || connection.isEnded) return false;
      // How fast a client reads is a matter of the network, whatever clock the server has.
      await new Promise<void>((resolve) => systemClock.schedule(WAIT_MS, resolve));
      if (connection.unread < unread) waits = 0;
      unread = connection.unread;
    }
    return true;
  }

  #pause(): Promise<void> {
    if (this.#isWoken || this.#hasLeft) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const { clock, askEveryMs } = this.#options;
    const cancel = clock.schedule(askEveryMs, () => {
      this.#silences += 1;
      this.#options.ask();
      resolve();
    });
    this.#wake = resolve;
    return promise.finally(cancel);
  }
}
