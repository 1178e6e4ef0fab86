import type { Readable, Writable } from "node:stream";
import { Body } from "./body.ts";
import type { Connection } from "./connection.ts";

const newline = 10;

/** A server's stdin and stdout, one message a line, with many requests in flight. */
export class StdioConnection implements Connection {
  readonly width: number;
  onAnswer: (body: Body) => void = () => {};
  onError: (error: Error) => void = () => {};
  readonly #input: Writable;
  readonly #output: Readable;
  #parts: Buffer[] = [];
  #outgoing = "";

  constructor(input: Writable, output: Readable, width: number) {
    this.#input = input;
    this.#output = output;
    this.width = width;
    output.on("data", (chunk: Buffer) => this.#receive(chunk));
    output.on("end", () => this.onError(new Error("The server closed its stdout.")));
    input.on("error", (error) => this.onError(error));
  }

  /** Requests sent in one turn of the event loop are written together, as a pipelining client does. */
  send(message: string): void {
    if (this.#outgoing === "") queueMicrotask(() => this.#flush());
    this.#outgoing += `${message}\n`;
  }

  close(): void {
    this.onError = () => {};
    this.#output.removeAllListeners("data");
    this.#input.end();
  }

  #flush(): void {
    this.#input.write(this.#outgoing, "latin1");
    this.#outgoing = "";
  }

  #receive(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      this.onAnswer(this.#line(chunk.subarray(start, end)));
      start = end + 1;
    }
    if (start < chunk.length) this.#parts.push(chunk.subarray(start));
  }

  #line(last: Buffer): Body {
    const pieces = last.length > 0 ? [...this.#parts, last] : this.#parts;
    this.#parts = [];
    return new Body(
      pieces,
      pieces.reduce((sum, piece) => sum + piece.length, 0),
    );
  }
}
