import { isCredentialHeader, REDACTED } from "./redaction/credential-name.ts";
import { redactText } from "./redaction/redact-text.ts";
import { redactUrl } from "./redaction/redact-url.ts";

/** The members of every {@link WireFrame}. */
interface FrameFields {
  /** Counts from 1 within one tap, in the order of the wire. */
  readonly sequence: number;
  /** When the frame passed: milliseconds since 1970-01-01T00:00:00Z, by the clock of the tapped side. */
  readonly at: number;
  /** The tapped side. */
  readonly side: "client" | "server";
  /** `sent` by the tapped side, or `received` by it. */
  readonly direction: "sent" | "received";
  /** `stdio`, `http` or `memory`. */
  readonly transport: string;
  /** Numbers the connection, and over HTTP each request with its response. */
  readonly exchange: number;
}

/** The method, URL and headers of an HTTP request, before its body. */
export interface RequestHeadFrame extends FrameFields {
  readonly kind: "request-head";
  /** The HTTP method. */
  readonly method: string;
  /**
   * As sent: absolute on a client, path and query on a server; the values of credentials in its query
   * are replaced by `(redacted)`.
   */
  readonly url: string;
  /** In order, names in lower case; the values of credentials are replaced by `(redacted)`. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** The status and headers of an HTTP response, before its body. */
export interface ResponseHeadFrame extends FrameFields {
  readonly kind: "response-head";
  /** The HTTP status. */
  readonly status: number;
  /** In order, names in lower case; the values of credentials are replaced by `(redacted)`. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/**
 * A line of stdio with its line end, a message in memory, an HTTP body or a part of one, such as an
 * event of a stream.
 *
 * The data of one direction of an exchange, put together, is what crossed the wire, byte for byte.
 */
export interface DataFrame extends FrameFields {
  readonly kind: "data";
  /** Text where the bytes are well-formed UTF-8, otherwise the bytes. */
  readonly data: string | Uint8Array;
}

/** One direction of an exchange ended. */
export interface EndFrame extends FrameFields {
  readonly kind: "end";
  /** Why, where it broke off. */
  readonly reason?: string;
}

/** Something that crossed the wire, as it was. */
export type WireFrame = RequestHeadFrame | ResponseHeadFrame | DataFrame | EndFrame;

/**
 * Receives every frame of a server or a client as it passes, for inspectors and recordings.
 *
 * Called synchronously and must return at once; an exception or a rejected promise is ignored. Message bodies are not
 * redacted: a tap sees the arguments and results of tools.
 */
export type Tap = (frame: WireFrame) => void;

/** The headers whose value is a URL. */
const URL_HEADERS: ReadonlySet<string> = new Set([
  "location",
  "content-location",
  "referer",
  "mcp-name",
  "x-forwarded-uri",
  "x-original-url",
  "x-rewrite-url",
]);

/**
 * Writes a header as a frame has it: the name in lower case, the value of a credential redacted, and
 * any other value without the credentials in it.
 */
export function tapHeader(name: string, value: string): readonly [name: string, value: string] {
  const lowerName = name.toLowerCase();
  if (isCredentialHeader(name)) return [lowerName, REDACTED];
  return [lowerName, redactText(URL_HEADERS.has(lowerName) ? redactUrl(value) : value)];
}

/** Writes a URL as a frame has it: its user and the values of credentials in its query redacted. */
export function tapUrl(url: string): string {
  return redactUrl(url);
}
