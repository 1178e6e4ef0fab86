import type { IncomingMessage } from "node:http";
import { ErrorCode, ProtocolError } from "@mortise/protocol";

/** A request of `node:http`, with what frameworks put on it. */
export interface NodeRequest extends IncomingMessage {
  /** The body, where a framework has read it: parsed JSON, text or bytes. */
  readonly body?: unknown;
  /** The path and query of the request line, where a framework cuts its mount path off `url`. */
  readonly originalUrl?: string;
}

/**
 * Returns the whole path and query of a request: Express and connect cut the path where they mount a
 * handler, and keep the whole beside.
 */
export function wholePath({ originalUrl, url = "/" }: NodeRequest): string {
  return toOriginForm(typeof originalUrl === "string" ? originalUrl : url);
}

/** Returns the path and query of a request target, which may be a whole URL (RFC 9112, 3.2.2). */
export function toOriginForm(target: string): string {
  if (target.startsWith("/")) return target;
  const rest = target.replace(/^https?:\/\/[^/?#]*/i, "");
  return rest === target || rest.startsWith("/") ? rest : `/${rest}`;
}

/** The request body was read before, and is not in `request.body`. */
const MISSING_BODY =
  "The request body was read before it reached Mortise, and request.body does not hold it; set request.body to the parsed body, or put the body parser behind Mortise";

/** A refused body is still read this many times over its limit, so that the refusal arrives. */
export const DISCARD_FACTOR = 8;

/**
 * Returns the text of a body that a framework has read; `undefined` when it is still to be read.
 *
 * @throws ProtocolError for a body that is missing or nested too deeply, and what `toJSON` methods
 * and getters of the body throw.
 */
export function takeParsedBody(request: NodeRequest): string | undefined {
  const { body } = request;
  if (body instanceof Uint8Array) {
    return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  }
  if (typeof body === "string") return body;
  // Body parsers put an empty object on requests whose body they leave alone.
  if (!isRead(request) && (body === undefined || isEmptyObject(body))) return undefined;
  const text = stringify(body);
  if (text === undefined) throw new ProtocolError(ErrorCode.InternalError, MISSING_BODY);
  return text;
}

/**
 * Returns the body of a request to a route that a framework has read, as its `Content-Type` says;
 * `undefined` when it is still to be read.
 *
 * @throws ProtocolError as {@link takeParsedBody} does.
 */
export function takeRouteBody(request: NodeRequest): string | undefined {
  const { body } = request;
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i;
  const isParsed = typeof body === "object" && body !== null && !(body instanceof Uint8Array);
  if (!isParsed || !isForm.test(request.headers["content-type"] ?? "")) {
    return takeParsedBody(request);
  }
  if (!isRead(request)) return undefined;
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      form.append(name, typeof each === "string" ? each : (stringify(each) ?? ""));
    }
  }
  return form.toString();
}

/** Reports whether a framework has read the body. */
export function isRead({ readableDidRead, readableEnded }: NodeRequest): boolean {
  return readableDidRead || readableEnded;
}

function stringify(body: unknown): string | undefined {
  try {
    return JSON.stringify(body) as string | undefined;
  } catch (error) {
    // V8 overflows its stack at some thousands of levels.
    if (!(error instanceof RangeError)) throw error;
    throw new ProtocolError(ErrorCode.InvalidRequest, "The request body is nested too deeply", {
      http: { status: 400 },
      cause: error,
    });
  }
}

/** Reads and drops the rest of a body, and closes the connection if it is far over the limit. */
export function discard(request: IncomingMessage, limit: number): void {
  let size = 0;
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit * DISCARD_FACTOR) request.destroy();
  });
  request.on("error", () => undefined);
}

function isEmptyObject(body: unknown): boolean {
  return typeof body === "object" && body !== null && Object.keys(body).length === 0;
}
