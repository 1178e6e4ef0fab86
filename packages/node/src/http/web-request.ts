import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { headerPairs } from "./header-pairs.ts";
import { isCutOff, isDestroyed } from "./http2.ts";
import { isFraming, writeHead } from "./response-head.ts";

/** Methods that a web `Request` cannot have (Fetch, 2.2.1). */
const FORBIDDEN_METHODS: ReadonlySet<string> = new Set(["CONNECT", "TRACE", "TRACK"]);
/** Stands for a method that no route answers, so that the router writes the 405 with its `Allow`. */
const NO_METHOD = "NONE";

/** How a web `Request` is made of one of `node:http`. */
export interface WebRequestOptions {
  readonly url: string;
  /** Bytes that the body may have; one that has more ends with an error. */
  readonly maxBodyBytes: number;
  /** The body, where a framework has read it. */
  readonly body?: string | undefined;
  /** Is called once when the body is larger. */
  readonly onExcess: () => void;
}

/**
 * Makes a web `Request` of one of `node:http`; its signal aborts when the client goes away.
 *
 * @throws TypeError for a URL or headers that a web `Request` cannot have.
 */
export function toWebRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: WebRequestOptions,
): Request {
  const gone = new AbortController();
  response.once("close", () => {
    if (isCutOff(response)) gone.abort(new Error("The client went away"));
  });
  const { method = "GET", rawHeaders } = request;
  const headers = new Headers();
  for (const [name, value] of headerPairs(rawHeaders)) {
    // HTTP/2 lists the parts of its request line among the headers.
    if (name.startsWith(":")) continue;
    // A decoded body is no longer encoded, and has another length.
    const isStale = options.body !== undefined && /^content-(?:encoding|length)$/i.test(name);
    if (!isStale) headers.append(name, value);
  }
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(options.url, {
    method: FORBIDDEN_METHODS.has(method) ? NO_METHOD : method,
    headers,
    signal: gone.signal,
    ...(hasBody && {
      body: options.body ?? ReadableStream.from(readLimited(request, options)),
      duplex: "half",
    }),
  } as RequestInit);
}

async function* readLimited(
  request: IncomingMessage,
  { maxBodyBytes, onExcess }: WebRequestOptions,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  // The connection outlives the body, so that the refusal arrives.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Uint8Array).byteLength;
    if (size > maxBodyBytes) {
      onExcess();
      throw new Error(`The request body is larger than ${maxBodyBytes} bytes`);
    }
    yield chunk as Uint8Array;
  }
}

/**
 * Writes a web `Response` as the answer to a request of `node:http`; ends when it is all written.
 *
 * Headers that frame the message are left to the platform, except in the answer to a `HEAD`, which
 * has the length of another response.
 */
export async function sendWebResponse(
  { status, headers, body }: Response,
  response: ServerResponse,
): Promise<void> {
  if (response.headersSent || isDestroyed(response)) {
    await body?.cancel();
    return;
  }
  const isHead = response.req.method === "HEAD";
  const list: string[] = [];
  for (const [name, value] of headers) {
    if (!isFraming(name) || (isHead && name === "content-length")) list.push(name, value);
  }
  try {
    writeHead(response, status, list);
  } catch (error) {
    await body?.cancel();
    throw error;
  }
  if (body === null || isHead) {
    response.end();
    await body?.cancel();
    return;
  }
  // A client that goes away ends the pipeline with an error that has no reader.
  await pipeline(Readable.fromWeb(body as never), response).catch(() => response.destroy());
}
