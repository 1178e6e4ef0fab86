/**
 * The body of one answer, in the pieces it arrived in. A list of a thousand tools arrives in many,
 * and joining them for every answer would cost the load generator more than it costs the server.
 */
export class Body {
  readonly length: number;
  readonly #pieces: readonly Buffer[];

  constructor(pieces: readonly Buffer[], length: number) {
    this.#pieces = pieces;
    this.length = length;
  }

  /** Returns the id, which servers write at the start or at the end; no parameter has its name. */
  readId(): number {
    const first = this.#pieces[0] ?? Buffer.alloc(0);
    const id = findId(first) ?? findId(this.#pieces.at(-1) ?? first) ?? findId(this.join());
    return id ?? Number.NaN;
  }

  /** Returns whether the body holds some ASCII text. */
  includes(text: string): boolean {
    return this.join().indexOf(text, 0, "latin1") >= 0;
  }

  /** Returns the whole body. */
  join(): Buffer {
    const [only, ...more] = this.#pieces;
    return only && more.length === 0 ? only : Buffer.concat(this.#pieces);
  }

  /** Returns the body for an error message, shortened if it is long. */
  excerpt(): string {
    const text = this.join().toString();
    return text.length > 600 ? `${text.slice(0, 600)}… (${this.length} bytes)` : text;
  }
}

function findId(piece: Buffer): number | undefined {
  const at = piece.indexOf('"id":');
  const digits = at < 0 ? "" : piece.toString("latin1", at + 5, at + 12);
  return /^\d{7}$/.test(digits) ? Number(digits) : undefined;
}
