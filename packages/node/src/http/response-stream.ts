import type { ServerResponse } from "node:http";
import type { HttpStream } from "@mortise/server/internal";
import { isDestroyed } from "./http2.ts";

/** Bytes of an event stream that may wait for a slow reader. */
const MAX_BUFFERED = 4 * 1024 * 1024;

/** A response of `node:http`, with the method that compression middleware adds. */
export type CompressibleResponse = ServerResponse & {
  /** Sends what was written so far. */
  flush?(): void;
};

/** An event stream that is written to a response of `node:http`. */
export class ResponseStream implements HttpStream {
  readonly #response: CompressibleResponse;
  readonly #onEnd: () => void;
  /** Bytes written since the response was full; compression keeps them where the response does not count them. */
  #held = 0;
  #isFull = false;

  /** `onEnd` is called when all of the stream is written. */
  constructor(response: CompressibleResponse, onEnd: () => void) {
    this.#response = response;
    this.#onEnd = onEnd;
  }

  get unread(): number {
    return Math.max(this.#response.writableLength, this.#held);
  }

  write(text: string): boolean {
    const response = this.#response;
    if (isDestroyed(response) || response.writableEnded) return false;
    // One message may be larger than the limit; only unread data before it counts.
    if (this.unread >= MAX_BUFFERED) {
      response.destroy();
      return false;
    }
    const hasRoom = response.write(text);
    if (this.#isFull) this.#held += Buffer.byteLength(text);
    else if (!hasRoom) this.#wait();
    response.flush?.();
    return true;
  }

  end(): void {
    if (isDestroyed(this.#response)) return;
    this.#response.end();
    this.#onEnd();
  }

  #wait(): void {
    this.#isFull = true;
    this.#response.once("drain", () => {
      this.#isFull = false;
      this.#held = 0;
    });
  }
}
