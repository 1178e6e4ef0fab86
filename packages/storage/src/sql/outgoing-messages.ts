import { MortiseError } from "@mortise/protocol";
import { checkKey, checkMessage } from "@mortise/protocol/backplane-kit";

/** Messages that may wait for the batch before theirs. */
const MAX_WAITING = 10_000;

/** A message and where it goes. */
export interface OutgoingMessage {
  readonly topic: string;
  readonly message: string;
}

/** How a bus sends its messages. */
export interface OutgoingOptions {
  /** Names the service in messages, such as `PostgreSQL`. */
  readonly service: string;
  /** Messages that are sent at once. */
  readonly batch: number;
  /** Sends up to `batch` messages in one step. */
  readonly send: (messages: readonly OutgoingMessage[]) => Promise<void>;
  /** Called after each batch, whether it was sent or failed; does not throw. */
  readonly settled?: () => void;
}

interface WaitingMessage extends OutgoingMessage {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Sends messages in batches, one after the other; those that come during a batch go with the next. */
export class OutgoingMessages {
  readonly #options: OutgoingOptions;
  readonly #waiting: WaitingMessage[] = [];
  #sending: Promise<void> | undefined;

  constructor(options: OutgoingOptions) {
    this.#options = options;
  }

  /**
   * Sends a message; settles as its batch does.
   *
   * Rejects with MortiseError `INVALID_OPTION` for a topic or a message that does not fit, with
   * `CONNECTION_FAILED` if 10,000 messages wait.
   */
  async publish(topic: string, message: string): Promise<void> {
    checkKey(topic, "A topic");
    checkMessage(message);
    if (this.#waiting.length >= MAX_WAITING) {
      throw new MortiseError(
        "CONNECTION_FAILED",
        `${this.#options.service} is too slow: ${MAX_WAITING} messages are waiting to be published`,
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ topic, message, resolve, reject });
    this.#sending ??= this.#send();
    return promise;
  }

  /** Resolves when every message has been sent or has failed. */
  async idle(): Promise<void> {
    await this.#sending;
  }

  async #send(): Promise<void> {
    // The messages of one turn go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#options.batch);
      try {
        await this.#options.send(batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        // Those that waited meanwhile would wait as long again, and fail too.
        for (const { reject } of [...batch, ...this.#waiting.splice(0)]) reject(error);
      }
      this.#options.settled?.();
    }
    this.#sending = undefined;
  }
}
