import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { constants, createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { headerPairs } from "./header-pairs.ts";

const DECODERS: Readonly<Record<string, (() => Readable & NodeJS.WritableStream) | undefined>> = {
  gzip: () => createGunzip(LENIENT),
  "x-gzip": () => createGunzip(LENIENT),
  deflate: () => createInflate(LENIENT),
  br: () => createBrotliDecompress(),
};

/** Passes events on at once and lets a stream break off, as `fetch` does. */
const LENIENT = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };

/** A response of `node:http`, with the parts of a web `Response` that a client reads. */
export class NodeResponse {
  readonly status: number;
  readonly statusText: string;
  readonly ok: boolean;
  readonly headers: Iterable<[name: string, value: string]> & { get(name: string): string | null };
  readonly #content: Readable | undefined;
  #body: ReadableStream<Uint8Array> | undefined;

  constructor(message: IncomingMessage) {
    const { statusCode = 0, statusMessage = "", headers } = message;
    this.status = statusCode;
    this.statusText = statusMessage;
    this.ok = statusCode >= 200 && statusCode < 300;
    this.headers = {
      get: (name) => {
        const value = headers[name];
        return value === undefined ? null : String(value);
      },
      *[Symbol.iterator]() {
        for (const [name, value] of headerPairs(message.rawHeaders)) {
          yield [name.toLowerCase(), value];
        }
      },
    };
    const isEmpty = statusCode === 204 || statusCode === 304 || headers["content-length"] === "0";
    // An unread response would keep its connection from the next request.
    if (isEmpty) message.resume();
    else this.#content = decode(message);
  }

  /** The content as a stream; `null` without content. */
  get body(): ReadableStream<Uint8Array> | null {
    if (this.#content === undefined) return null;
    this.#body ??= Readable.toWeb(this.#content) as ReadableStream<Uint8Array>;
    return this.#body;
  }

  /** Reads the content as text; resolves with `undefined` when it is longer than `maxBytes`. */
  readText(maxBytes: number): Promise<string | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
    const content = this.#content;
    if (content === undefined) return Promise.resolve("");
    const chunks: Buffer[] = [];
    let length = 0;
    content.on("data", (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length <= maxBytes) return;
      resolve(undefined);
      content.destroy();
    });
    content.on("end", () => {
      const [only] = chunks;
      const whole = only && chunks.length === 1 ? only : Buffer.concat(chunks);
      resolve(whole.toString("utf8"));
    });
    content.on("error", reject);
    return promise;
  }
}

function decode(message: IncomingMessage): Readable {
  const coding = message.headers["content-encoding"]?.trim().toLowerCase() ?? "";
  const decoder = DECODERS[coding]?.();
  if (!decoder) return message;
  message.on("error", (error) => decoder.destroy(error));
  decoder.on("close", () => message.destroy());
  return message.pipe(decoder);
}
