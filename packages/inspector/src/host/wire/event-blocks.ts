/** One block of an event stream: a message, or a comment or field alone. */
export interface EventBlock {
  /** The block as it was, with the empty line that ends it. */
  readonly text: string;
  /** The data of the block; `undefined` for one without. */
  readonly data?: string;
}

const BLOCK_END = /\r\n\r\n|\n\n|\r\r|\r\n\n|\n\r\n/;

/** Cuts the text of an event stream into its blocks (HTML Living Standard, 9.2.6). */
export class EventBlocks {
  #rest = "";

  /** Takes the next part of the stream and returns the blocks that it completes. */
  push(part: string): EventBlock[] {
    this.#rest += part;
    const blocks: EventBlock[] = [];
    for (;;) {
      const end = BLOCK_END.exec(this.#rest);
      if (end === null) return blocks;
      const length = end.index + end[0].length;
      const text = this.#rest.slice(0, length);
      this.#rest = this.#rest.slice(length);
      const data = readData(text);
      blocks.push({ text, ...(data !== undefined && { data }) });
    }
  }

  /** Returns what the stream ended in the middle of. */
  end(): string {
    const rest = this.#rest;
    this.#rest = "";
    return rest;
  }
}

function readData(block: string): string | undefined {
  const lines = block
    .split(/\r\n|\n|\r/)
    .flatMap((line) => (/^data(?::|$)/.test(line) ? [line.slice(5).replace(/^ /, "")] : []));
  const data = lines.join("\n");
  return data === "" ? undefined : data;
}
