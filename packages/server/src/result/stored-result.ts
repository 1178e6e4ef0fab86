/** A result kept as it goes on the wire, so that answering costs no more than writing it. */
export class StoredResult {
  readonly text: string;
  #bytes: Uint8Array | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The text in UTF-8, encoded once. */
  get bytes(): Uint8Array {
    this.#bytes ??= new TextEncoder().encode(this.text);
    return this.#bytes;
  }
}
