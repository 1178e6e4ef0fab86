import type { TapExchange, WireFrame } from "@mortise/protocol";

const NEWLINE = 0x0a;
/** Bytes of an unfinished line that wait for its end; a longer line is passed in parts. */
const MAX_PENDING = 64 * 1024 * 1024;

/** Passes one direction of a byte stream to a tap, one frame for each line with its line end. */
export class LineTap {
  readonly #exchange: TapExchange;
  readonly #direction: WireFrame["direction"];
  #pending: Buffer[] = [];
  #length = 0;

  constructor(exchange: TapExchange, direction: WireFrame["direction"]) {
    this.#exchange = exchange;
    this.#direction = direction;
  }

  /** Takes the next part of the stream. */
  push(data: string | Uint8Array): void {
    let rest = toBuffer(data);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      this.#pass(rest.subarray(0, end + 1));
      rest = rest.subarray(end + 1);
    }
    if (rest.length === 0) return;
    // The owner of the buffer may use it again.
    this.#pending.push(Buffer.from(rest));
    this.#length += rest.length;
    if (this.#length > MAX_PENDING) this.#pass(Buffer.alloc(0));
  }

  /** Passes an unfinished line, and the end of the stream. */
  end(reason?: string): void {
    this.#pass(Buffer.alloc(0));
    this.#exchange.end(this.#direction, reason);
  }

  #pass(last: Buffer): void {
    const line = this.#length === 0 ? last : Buffer.concat([...this.#pending, last]);
    this.#pending = [];
    this.#length = 0;
    this.#exchange.data(this.#direction, line);
  }
}

/** The taps of both directions of a byte stream. */
export interface LineTaps {
  readonly sent: LineTap;
  readonly received: LineTap;
}

/** Makes the taps of both directions, which belong to one exchange. */
export function tapLines(exchange: TapExchange): LineTaps {
  return { sent: new LineTap(exchange, "sent"), received: new LineTap(exchange, "received") };
}

function toBuffer(data: string | Uint8Array): Buffer {
  if (typeof data === "string") return Buffer.from(data, "utf8");
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
