import type { ServerResponse } from "node:http";

/** Headers that frame a message or its connection, which the platform alone writes. */
const FRAMING: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "keep-alive",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Reports whether a header frames a message or its connection (RFC 9112, 6 and 9). */
export function isFraming(name: string): boolean {
  return FRAMING.has(name.toLowerCase());
}

/**
 * Writes the status and headers, beside those that a framework has set. `headers` lists names and
 * values in turn.
 *
 * @throws Error for a status or a header that HTTP cannot carry; nothing is written then.
 */
export function writeHead(
  response: ServerResponse,
  status: number,
  headers: readonly string[],
): void {
  // Middleware that replaced `writeHead` does not always understand a list.
  if (!Object.hasOwn(response, "writeHead")) {
    response.writeHead(status, headers as string[]);
    return;
  }
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] as string;
    const value = headers[index + 1] as string;
    if (headers.indexOf(name) === index) response.setHeader(name, value);
    else response.appendHeader(name, value);
  }
  response.writeHead(status);
}

/** Answers with a status alone; closes the connection if even that cannot be written. */
export function sendBare(response: ServerResponse, status: number): void {
  try {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.writeHead(status, { "content-length": "0" }).end();
  } catch {
    response.destroy();
  }
}
