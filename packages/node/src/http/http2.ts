import type { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import type { NodeRequest } from "./request-body.ts";

/**
 * Returns the host that a request names: `:authority` of HTTP/2, and `Host` otherwise (RFC 9113,
 * 8.3.1: a recipient uses no `Host` beside an `:authority`).
 */
export function hostOf({ headers }: NodeRequest): string | undefined {
  const authority = headers[":authority"];
  return typeof authority === "string" ? authority : headers.host;
}

/** Reports whether a response can no longer be written; that of HTTP/2 knows by its stream. */
export function isDestroyed(response: ServerResponse): boolean {
  return response.destroyed || streamOf(response)?.destroyed === true;
}

/** Reports whether a response that is closed was cut off before its end. */
export function isCutOff(response: ServerResponse): boolean {
  const stream = streamOf(response);
  // A response of HTTP/2 counts as finished once its stream is closed, however that came.
  return stream ? stream.aborted || stream.rstCode !== 0 : !response.writableFinished;
}

function streamOf(response: ServerResponse): Http2ServerResponse["stream"] | undefined {
  return (response as unknown as Partial<Http2ServerResponse>).stream;
}
