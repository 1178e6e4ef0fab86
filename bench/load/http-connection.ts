import type { Socket } from "node:net";
import { connect } from "node:net";
import type { Connection } from "./connection.ts";

const headEnd = "\r\n\r\n";
const lastChunk = "0\r\n\r\n";

/**
 * One kept-alive HTTP/1.1 connection with one request in flight.
 *
 * It is written on a bare socket because `node:http`'s client costs more for each request than
 * the servers under test: only what the benchmark meets is understood (status 200, a length or
 * chunks), and anything else is an error.
 */
export class HttpConnection implements Connection {
  readonly width = 1;
  onAnswer: (body: Buffer) => void = () => {};
  onError: (error: Error) => void = () => {};
  readonly #head: string;
  readonly #socket: Socket;
  #chunks: Buffer[] = [];
  #received = 0;
  #bodyStart = -1;
  /** Length of the whole answer, or -1 when it comes in chunks. */
  #expected = -1;

  constructor(port: number, head: string) {
    this.#head = head;
    this.#socket = connect({ host: "127.0.0.1", port, noDelay: true });
    this.#socket.on("data", (chunk) => this.#receive(chunk));
    this.#socket.on("error", (error) => this.onError(error));
    this.#socket.on("end", () => this.onError(new Error("The server closed the connection.")));
  }

  send(message: string): void {
    this.#socket.write(`${this.#head}${message.length}${headEnd}${message}`, "latin1");
  }

  close(): void {
    this.onError = () => {};
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#received += chunk.length;
    if (this.#bodyStart < 0 && !this.#readHead()) return;
    if (this.#expected >= 0) {
      if (this.#received >= this.#expected) this.#finish(this.#whole().subarray(this.#bodyStart));
    } else if (this.#endsWithLastChunk(chunk)) {
      this.#finish(joinChunks(this.#whole(), this.#bodyStart));
    }
  }

  /** Reads status and framing once the blank line is there. */
  #readHead(): boolean {
    const whole = this.#whole();
    const end = whole.indexOf(headEnd);
    if (end < 0) return false;
    const head = whole.toString("latin1", 0, end).toLowerCase();
    if (!head.startsWith("http/1.1 200 ")) {
      this.onError(new Error(`The server answered: ${whole.toString("utf8", 0, 600)}`));
      return false;
    }
    const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
    this.#bodyStart = end + headEnd.length;
    this.#expected = length === undefined ? -1 : this.#bodyStart + Number(length);
    return true;
  }

  /** JSON holds no bare line break, so the closing chunk cannot be mistaken for content. */
  #endsWithLastChunk(chunk: Buffer): boolean {
    const tail = chunk.length >= lastChunk.length ? chunk : this.#whole();
    return tail.toString("latin1", Math.max(0, tail.length - lastChunk.length)) === lastChunk;
  }

  #whole(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks, this.#received)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #finish(body: Buffer): void {
    this.#chunks = [];
    this.#received = 0;
    this.#bodyStart = -1;
    this.onAnswer(body);
  }
}

function joinChunks(whole: Buffer, start: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = whole.indexOf("\r\n", at);
    const size = Number.parseInt(whole.toString("latin1", at, lineEnd), 16);
    if (!(size > 0)) return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    parts.push(whole.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
