import type { Readable } from "node:stream";
import { PassThrough } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { toPrintable } from "./printable.ts";

/** A terminal to read from: standard input, or what stands for it. */
export interface KeySource extends Readable {
  /** Turns the line discipline of the terminal off and on. */
  setRawMode?(isRaw: boolean): unknown;
}

/** How keys are read. */
export interface KeyboardOptions {
  /** Default: standard input. */
  readonly source?: KeySource;
  /** The terminal that is asked to mark pasted text. */
  readonly screen: { write(text: string): unknown };
  /** Receives text that was pasted, without its last line end. Default: it is dropped. */
  readonly onPaste?: (text: string) => void;
  /** Called for each Ctrl+C, before the reader of the keys sees it. */
  readonly onInterrupt?: () => void;
}

const BEGIN = "\u001b[200~";
const END = "\u001b[201~";
const MARK_PASTES = "\u001b[?2004h";
const LEAVE_PASTES = "\u001b[?2004l";
const INTERRUPT = "\u0003";
// biome-ignore lint/suspicious/noControlCharactersInRegex: keys begin with the escape character.
const ONE_KEY = /^(?:(?:\u001b\[[A-D])+|\u001b(?:\[[\d;]*[A-Za-z~]|O[A-Z]|.)?|.)$/su;

/**
 * The keys that are typed at a terminal, as a stream; text that is pasted is kept apart.
 *
 * Pasted is what the terminal marks so (bracketed paste), and elsewhere what comes at once with a
 * line end inside of it; where pastes are dropped, all that is more than one key.
 */
export class Keyboard extends PassThrough implements Disposable {
  /** Always true, so that readers turn the line discipline off. */
  readonly isTTY = true;
  readonly #options: KeyboardOptions;
  readonly #source: KeySource;
  readonly #decoder = new StringDecoder("utf8");
  /** The beginning of a mark that has not come whole. */
  #held = "";
  #pasted: string | undefined;

  constructor(options: KeyboardOptions) {
    super();
    this.#options = options;
    this.#source = options.source ?? process.stdin;
    this.#source.on("data", this.#take);
    this.#source.once("end", this.#ended);
    // The reader before this one has paused it.
    this.#source.resume();
    options.screen.write(MARK_PASTES);
  }

  /** Turns the line discipline of the terminal off and on. */
  setRawMode(isRaw: boolean): this {
    this.#source.setRawMode?.(isRaw);
    return this;
  }

  /** Leaves the terminal to the next reader. */
  [Symbol.dispose](): void {
    this.#source.off("data", this.#take);
    this.#source.off("end", this.#ended);
    this.#source.pause();
    this.#options.screen.write(LEAVE_PASTES);
    this.end();
  }

  readonly #ended = (): void => void this.end();

  readonly #take = (chunk: Buffer | string): void => {
    let text = this.#held + (typeof chunk === "string" ? chunk : this.#decoder.write(chunk));
    this.#held = "";
    while (text !== "") text = this.#pasted === undefined ? this.#readKeys(text) : this.#read(text);
  };

  /** Reads up to the next paste, and returns what is left. */
  #readKeys(text: string): string {
    const start = text.indexOf(BEGIN);
    if (start === -1) {
      const [whole, rest] = splitMark(text, BEGIN);
      this.#held = rest;
      this.#type(whole);
      return "";
    }
    this.#type(text.slice(0, start));
    this.#pasted = "";
    return text.slice(start + BEGIN.length);
  }

  /** Reads up to the end of the paste, and returns what is left. */
  #read(text: string): string {
    const end = text.indexOf(END);
    if (end === -1) {
      const [whole, rest] = splitMark(text, END);
      this.#held = rest;
      this.#pasted += whole;
      return "";
    }
    this.#paste(`${this.#pasted}${text.slice(0, end)}`);
    this.#pasted = undefined;
    return text.slice(end + END.length);
  }

  #type(typed: string): void {
    if (typed === "") return;
    const text = this.#options.onPaste === undefined ? typed : endLines(typed);
    if (text.includes(INTERRUPT)) {
      this.#options.onInterrupt?.();
      this.write(INTERRUPT);
    } else if (this.#options.onPaste === undefined) {
      if (ONE_KEY.test(text)) this.write(text);
    } else if (/[\r\n][^\r\n]/.test(text)) {
      this.#paste(text);
      if (/[\r\n]$/.test(text)) this.write("\r");
    } else {
      this.write(text);
    }
  }

  #paste(text: string): void {
    const lines = text.replaceAll(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (lines !== "") this.#options.onPaste?.(toPrintable(lines));
  }
}

/**
 * Writes the line feed at the end of a text as the key Enter. The terminal sends it for text that was
 * typed before a reader turned the line discipline off, and readers of keys do not take it for Enter.
 */
function endLines(text: string): string {
  return text === "\n" ? "\r" : text.replace(/([^\r\n])\n$/, "$1\r");
}

/** Splits off the beginning of a mark; an escape character alone is a key. */
function splitMark(text: string, mark: string): [string, string] {
  for (let length = mark.length - 1; length > 1; length -= 1) {
    if (text.endsWith(mark.slice(0, length))) return [text.slice(0, -length), text.slice(-length)];
  }
  return [text, ""];
}
