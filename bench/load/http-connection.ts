import type { Socket } from "node:net";
import { connect } from "node:net";
import { Body } from "./body.ts";
import type { Connection } from "./connection.ts";

const headEnd = "\r\n\r\n";
/** Shared by all connections: each read is processed before the next, and kept bytes are copied. */
const readBuffer = Buffer.alloc(1 << 20);
const lastChunk = "0\r\n\r\n";

/**
 * One kept-alive HTTP/1.1 connection with one request in flight.
 *
 * Uses a bare socket, because the client of `node:http` costs more for each request than the servers
 * under test. Understands status 200 with a length or with chunks; anything else is an error.
 */
export class HttpConnection implements Connection {
  readonly width = 1;
  onAnswer: (body: Body) => void = () => {};
  onError: (error: Error) => void = () => {};
  readonly #head: string;
  readonly #socket: Socket;
  #pieces: Buffer[] = [];
  #received = 0;
  /** The body's length, or that it comes in chunks; undefined until the head was read. */
  #framing: number | "chunked" | undefined;

  constructor(port: number, head: string) {
    this.#head = head;
    const onread = {
      buffer: readBuffer,
      callback: (length: number) => this.#receive(readBuffer.subarray(0, length)),
    };
    this.#socket = connect({ host: "127.0.0.1", port, noDelay: true, onread });
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

  #receive(chunk: Buffer): true {
    this.#pieces.push(chunk);
    this.#received += chunk.length;
    if (this.#framing !== undefined || this.#readHead()) {
      if (this.#framing === "chunked") {
        if (this.#endsWithLastChunk()) this.#finish(joinChunks(Buffer.concat(this.#pieces)));
      } else if (this.#received >= (this.#framing ?? 0)) {
        this.#finish(this.#pieces);
      }
    }
    const kept = this.#pieces.pop();
    if (kept) this.#pieces.push(Buffer.from(kept));
    return true;
  }

  /** Reads status and framing once the blank line has arrived, and keeps only the body. */
  #readHead(): boolean {
    const [only = readBuffer, ...more] = this.#pieces;
    const whole = more.length === 0 ? only : Buffer.concat(this.#pieces);
    const end = whole.indexOf(headEnd);
    if (end < 0) return false;
    const head = whole.toString("latin1", 0, end).toLowerCase();
    if (!head.startsWith("http/1.1 200 ")) {
      this.onError(new Error(`The server answered: ${whole.toString("utf8", 0, 600)}`));
      return false;
    }
    const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
    this.#framing = length === undefined ? "chunked" : Number(length);
    const body = whole.subarray(end + headEnd.length);
    this.#pieces = body.length > 0 ? [body] : [];
    this.#received = body.length;
    return true;
  }

  /** JSON holds no bare line break, so the closing chunk cannot be mistaken for content. */
  #endsWithLastChunk(): boolean {
    const last = this.#pieces.at(-1);
    const tail = last && last.length >= lastChunk.length ? last : Buffer.concat(this.#pieces);
    return tail.toString("latin1", Math.max(0, tail.length - lastChunk.length)) === lastChunk;
  }

  #finish(pieces: Buffer[]): void {
    this.#pieces = [];
    this.#received = 0;
    this.#framing = undefined;
    this.onAnswer(
      new Body(
        pieces,
        pieces.reduce((sum, piece) => sum + piece.length, 0),
      ),
    );
  }
}

/** Returns the contents of the chunks of a chunked body. */
function joinChunks(body: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf("\r\n", at);
    const size = Number.parseInt(body.toString("latin1", at, lineEnd), 16);
    if (!(size > 0)) return parts;
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
