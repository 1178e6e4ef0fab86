import type { IncomingMessage } from "node:http";

/** A request of `node:http`, with what frameworks put on it. */
export interface NodeRequest extends IncomingMessage {
  /** The body, where a framework has read it: parsed JSON, text or bytes. */
  readonly body?: unknown;
  /** The path and query of the request line, where a framework cuts its mount path off `url`. */
  readonly originalUrl?: string;
}

/** The request body was read before, and is not in `request.body`. */
const MISSING_BODY =
  "The request body was read before it reached Mortise, and request.body does not hold it; set request.body to the parsed body, or put the body parser behind Mortise";

/**
 * Returns the text of a body that a framework has read; `undefined` when it is still to be read.
 *
 * @throws Error {@link MISSING_BODY}, and what `JSON.stringify` throws.
 */
export function takeParsedBody(request: NodeRequest): string | undefined {
  const { body } = request;
  if (body instanceof Uint8Array) {
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  }
  if (typeof body === "string") return body;
  const isRead = request.readableDidRead || request.readableEnded;
  // Body parsers put an empty object on requests whose body they leave alone.
  if (!isRead && (body === undefined || isEmptyObject(body))) return undefined;
  const text = JSON.stringify(body) as string | undefined;
  if (text === undefined) throw new Error(MISSING_BODY);
  return text;
}

function isEmptyObject(body: unknown): boolean {
  return typeof body === "object" && body !== null && Object.keys(body).length === 0;
}
