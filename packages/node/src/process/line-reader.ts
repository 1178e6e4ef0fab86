const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = "\ufeff";

/**
 * Cuts a byte stream into lines.
 *
 * Works on bytes, so that a character split between two chunks stays whole. CRLF counts as a newline,
 * empty lines are skipped, and so is a byte order mark before a line (RFC 8259, section 8.1).
 */
export class LineReader {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #length = 0;
  #isSkipping = false;
  readonly #refuse: (error: RangeError) => void;

  /** Drops a line of more than `maxBytes` and calls `refuse`. Default: {@link read} throws. */
  constructor(maxBytes: number, refuse: (error: RangeError) => void = raise) {
    this.#maxBytes = maxBytes;
    this.#refuse = refuse;
  }

  /**
   * Takes a chunk and returns the lines that it completes.
   *
   * @throws RangeError when a line is too long.
   */
  read(chunk: Buffer): string[] {
    const lines: string[] = [];
    const last = chunk.lastIndexOf(NEWLINE);
    let start = 0;
    while (start <= last) {
      if (this.#length === 0 && last - start <= this.#maxBytes) {
        // Decoding whole lines together costs less than decoding each one.
        for (const line of chunk.toString("utf8", start, last).split("\n")) push(lines, line);
        start = last + 1;
      } else {
        const end = chunk.indexOf(NEWLINE, start);
        this.#add(chunk.subarray(start, end));
        push(lines, this.#take());
        start = end + 1;
      }
    }
    this.#add(chunk.subarray(start));
    return lines;
  }

  /** Returns the last line of a stream that ended without the end of that line; otherwise none. */
  end(): string[] {
    const lines: string[] = [];
    push(lines, this.#take());
    return lines;
  }

  #add(part: Buffer): void {
    if (part.length === 0) return;
    if (this.#isSkipping) return;
    this.#length += part.length;
    if (this.#length <= this.#maxBytes) {
      this.#parts.push(part);
      return;
    }
    this.#parts = [];
    this.#isSkipping = true;
    this.#refuse(new RangeError(`a line is longer than ${this.#maxBytes} bytes`));
  }

  #take(): string {
    const whole = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    this.#isSkipping = false;
    return whole?.toString("utf8") ?? "";
  }
}

function push(lines: string[], line: string): void {
  const end = line.endsWith("\r") ? -1 : undefined;
  const text = line.slice(line.startsWith(BYTE_ORDER_MARK) ? 1 : 0, end);
  if (text !== "") lines.push(text);
}

function raise(error: RangeError): never {
  throw error;
}
