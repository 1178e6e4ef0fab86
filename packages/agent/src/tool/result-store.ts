import type { FilePart, TextPart, ToolOutput } from "../conversation/message.ts";
import { boundaryAt } from "../text/cut-text.ts";

/** How many results are kept. */
const RESULT_LIMIT = 32;
/** How many characters all results may have together. */
const SIZE_LIMIT = 16_000_000;
/** How many files of one result are shown. */
const FILE_COUNT_LIMIT = 20;
/** How many base64 characters the files of one result may have together. */
const FILE_SIZE_LIMIT = 20_000_000;

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
        if (text.length <= this.#pageSize) return output;
        return { type: "text", value: this.#store(text) };
      }
      case "content":
        return { type: "content", value: this.#capParts(output.value) };
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
    return { type: "text", value: this.#page(id, text, boundaryAt(text, start)) };
  }

  /** Lets all texts of a result share one page, and its files one limit. */
  #capParts(parts: readonly (TextPart | FilePart)[]): (TextPart | FilePart)[] {
    const shown = limitFiles(parts);
    const texts = shown.filter((part) => part.type === "text");
    const text = texts.map((part) => part.text).join("\n");
    if (text.length <= this.#pageSize) return shown;
    const page: TextPart = { type: "text", text: this.#store(text) };
    return shown
      .map((part) => (part === texts[0] ? page : part))
      .filter((part) => part === page || part.type === "file");
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
    const end = endOfPage(text, start, this.#pageSize);
    const place = `characters ${start} to ${end} of ${text.length}`;
    const note =
      end < text.length
        ? `${place}; call read_more with {"id":"${id}","offset":${end}} to read on`
        : `${place}; this is the end`;
    return `${text.slice(start, end)}\n[${note}]`;
  }
}

/** Ends a page between two characters, and after at least one. */
function endOfPage(text: string, start: number, size: number): number {
  const end = boundaryAt(text, Math.min(start + size, text.length));
  return end > start ? end : Math.min(start + 2, text.length);
}

/** Replaces the files of a result that are too many or too large together by notes. */
function limitFiles(parts: readonly (TextPart | FilePart)[]): (TextPart | FilePart)[] {
  let count = 0;
  let size = 0;
  return parts.map((part) => {
    if (part.type === "text") return part;
    const { length } = part.data.data;
    if (count < FILE_COUNT_LIMIT && size + length <= FILE_SIZE_LIMIT) {
      count += 1;
      size += length;
      return part;
    }
    return { type: "text", text: `[${part.mediaType}, not shown: the result has too many files]` };
  });
}
