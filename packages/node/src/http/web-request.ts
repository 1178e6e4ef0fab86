import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Makes a web `Request` of one of `node:http`; its signal aborts when the client goes away. */
export function toWebRequest(
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
): Request {
  const gone = new AbortController();
  response.once("close", () => {
    if (!response.writableFinished) gone.abort(new Error("The client went away"));
  });
  const { method = "GET", rawHeaders } = request;
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    headers.append(rawHeaders[at] as string, rawHeaders[at + 1] as string);
  }
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(url, {
    method,
    headers,
    signal: gone.signal,
    ...(hasBody && { body: Readable.toWeb(request) as ReadableStream, duplex: "half" }),
  } as RequestInit);
}

/** Writes a web `Response` as the answer to a request of `node:http`; ends when it is all written. */
export async function sendWebResponse(
  { status, headers, body }: Response,
  response: ServerResponse,
): Promise<void> {
  if (response.headersSent || response.destroyed) {
    await body?.cancel();
    return;
  }
  const list: string[] = [];
  for (const [name, value] of headers) list.push(name, value);
  response.writeHead(status, list);
  if (body === null) {
    response.end();
    return;
  }
  // A client that goes away ends the pipeline with an error that has no reader.
  await pipeline(Readable.fromWeb(body as never), response).catch(() => response.destroy());
}
