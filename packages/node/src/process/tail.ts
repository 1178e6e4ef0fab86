/** Keeps the last bytes of a stream. */
export class Tail {
  readonly #maxBytes: number;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(chunk: Buffer): void {
    const whole = Buffer.concat([this.#bytes, chunk]);
    this.#bytes = whole.subarray(Math.max(0, whole.length - this.#maxBytes));
  }

  /** Returns the kept bytes as text. */
  toString(): string {
    return this.#bytes.toString("utf8").trim();
  }
}
