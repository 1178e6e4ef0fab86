import type { ToolOutput } from "../conversation/message.ts";

/** How many results are kept. */
const RESULT_LIMIT = 32;
/** How many characters all results may have together. */
const SIZE_LIMIT = 16_000_000;

/** Keeps the whole text of results that were too long to show, so that the model can read on. */
export class ResultStore {
  readonly #texts = new Map<string, string>();
  readonly #pageSize: number;
  #size = 0;
  #next = 1;

  /** `pageSize` is how many characters the model is shown at once. */
  constructor(pageSize: number) {
    this.#pageSize = pageSize;
  }

  /** Whether there is a result to read on in. */
  get hasResults(): boolean {
    return this.#texts.size > 0;
  }

  /** Gives the output as it is, or its beginning with a note on how to read on. */
  cap(output: ToolOutput): ToolOutput {
    switch (output.type) {
      case "json": {
        const text = JSON.stringify(output.value);
        return text.length <= this.#pageSize ? output : { type: "text", value: this.#store(text) };
      }
      case "content":
        return {
          type: "content",
          value: output.value.map((part) =>
            part.type === "text" ? { ...part, text: this.#capText(part.text) } : part,
          ),
        };
      default:
        return { ...output, value: this.#capText(output.value) };
    }
  }

  /** Reads on in a stored result, from a character on. */
  read(id: string, offset: number): ToolOutput {
    const text = this.#texts.get(id);
    if (text === undefined) {
      return {
        type: "error-text",
        value: `No stored result ${JSON.stringify(id)}; it may have been dropped. Call the tool again.`,
      };
    }
    const start = Math.min(Math.max(Math.floor(offset) || 0, 0), text.length);
    return { type: "text", value: this.#page(id, text, start) };
  }

  #capText(text: string): string {
    return text.length <= this.#pageSize ? text : this.#store(text);
  }

  #store(text: string): string {
    const id = `r${this.#next++}`;
    this.#texts.set(id, text);
    this.#size += text.length;
    for (const [oldest, old] of this.#texts) {
      const fits = this.#texts.size <= RESULT_LIMIT && this.#size <= SIZE_LIMIT;
      if (fits || oldest === id) break;
      this.#texts.delete(oldest);
      this.#size -= old.length;
    }
    return this.#page(id, text, 0);
  }

  #page(id: string, text: string, start: number): string {
    const end = Math.min(start + this.#pageSize, text.length);
    const place = `characters ${start} to ${end} of ${text.length}`;
    const note =
      end < text.length
        ? `${place}; call read_more with {"id":"${id}","offset":${end}} to read on`
        : `${place}; this is the end`;
    return `${text.slice(start, end)}\n[${note}]`;
  }
}
