import type { EventStore } from "@mortise/protocol";
import type { EventStream } from "./event-stream.ts";
import { END_OF_STREAM } from "./logged-stream.ts";

/** How a stream ended that was followed. */
export type FollowOutcome =
  /** As it should: everything has been sent. */
  | "ended"
  /** The writer ended it for this follower to carry on. */
  | "handed over"
  /** The client went away, or follows elsewhere. */
  | "left"
  /** Whoever wrote it does so no more, and it never ended. */
  | "lost";

/** What a {@link StreamFollower} reads, and how it reaches the writer. */
export interface FollowOptions {
  /** Names the follower to the writer. */
  readonly id: string;
  readonly events: EventStore;
  /** Names the stream in the store. */
  readonly key: string;
  /** Names it in event ids. */
  readonly stream: string;
  /** Asks the writer to say when there is more. */
  readonly ask: () => void;
  /** Milliseconds between two such questions; a writer that leaves {@link PATIENCE} unanswered is gone. */
  readonly askEveryMs: number;
  /** Called once when nothing is followed any more. */
  readonly onDone: () => void;
}

const PATIENCE = 3;

/** Sends the stored events of a stream, those that are there and those that come. */
export class StreamFollower {
  readonly #options: FollowOptions;
  #position: number;
  #isWriterGone = false;
  #hasLeft = false;
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

  /** Tells that there may be more; with `isOver` that nobody writes any more. */
  wake(isOver: boolean): void {
    this.#isWriterGone ||= isOver;
    this.#silences = 0;
    this.#isWoken = true;
    this.#wake?.();
  }

  /** Ends the following; the stream itself goes on. */
  leave(): void {
    this.#hasLeft = true;
    this.#wake?.();
  }

  /** Waits until the event that the client saw last is found; `false` where there is no such stream. */
  async find(): Promise<boolean> {
    let isFound = false;
    try {
      isFound = await this.#find();
      return isFound;
    } finally {
      if (!isFound) this.#options.onDone();
    }
  }

  async #find(): Promise<boolean> {
    const { events, key, ask } = this.#options;
    ask();
    for (;;) {
      const isFinal = this.#isWriterGone || this.#silences >= PATIENCE;
      this.#isWoken = false;
      // A writer that died may have sent what it had no time to store; its stream is known all the same.
      const [first] = await events.read(key, isFinal ? 0 : this.#position - 1);
      if (first) return true;
      if (isFinal || this.#hasLeft) return false;
      await this.#pause();
    }
  }

  /** Sends what comes through `connection` until the stream ends; called once it is found. */
  async run(connection: EventStream): Promise<FollowOutcome> {
    try {
      return await this.#run(connection);
    } finally {
      this.#options.onDone();
    }
  }

  async #run(connection: EventStream): Promise<FollowOutcome> {
    const { events, key, stream } = this.#options;
    for (;;) {
      const isFinal = this.#isWriterGone || this.#silences >= PATIENCE;
      this.#isWoken = false;
      const found = await events.read(key, this.#position);
      for (const { sequence, message } of found) {
        if (this.#hasLeft || connection.isEnded) return "left";
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

  #pause(): Promise<void> {
    if (this.#isWoken || this.#hasLeft) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      this.#silences += 1;
      this.#options.ask();
      resolve();
    }, this.#options.askEveryMs);
    this.#wake = resolve;
    return promise.finally(() => clearTimeout(timer));
  }
}
