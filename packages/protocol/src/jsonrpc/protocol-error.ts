import type { JsonRpcErrorObject, RequestId } from "./message.ts";

const BRAND = Symbol.for("mortise.protocol-error");

/** How an error shows over HTTP, besides its body; other transports have no such thing. */
export interface HttpHint {
  /** The HTTP status of the response. */
  readonly status: number;
  /** Headers to add to the response. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Details of a {@link ProtocolError}. */
export interface ProtocolErrorOptions extends ErrorOptions {
  /** Crosses the wire as `error.data`. */
  readonly data?: unknown;
  /** The other side sent it. Default `false`: this side throws it. */
  readonly isReceived?: boolean;
  /** The request that failed, where it could be read. */
  readonly id?: RequestId;
  /** The HTTP status and headers to answer with, if nothing was streamed yet; never in the body. */
  readonly http?: HttpHint;
}

/**
 * A JSON-RPC error: what crosses the wire when a request fails.
 *
 * `code` is one of `ErrorCode` or an application's own; `message` and `data` are sent as they are.
 */
export class ProtocolError extends Error {
  static {
    Object.defineProperty(ProtocolError.prototype, BRAND, { value: true });
  }

  /** The name of the class. */
  override readonly name: string = "ProtocolError";
  /** The JSON-RPC error code. */
  readonly code: number;
  /** Details for programs, as they go on the wire. */
  readonly data: unknown;
  /** The id of the request, if it differs from the one being answered. */
  readonly id: RequestId | undefined;
  /** The other side sent it; a server does not pass on an error that it received from another. */
  readonly isReceived: boolean;
  /** The HTTP status and headers of the response. */
  readonly http: HttpHint | undefined;

  constructor(code: number, message: string, options: ProtocolErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.data = options.data;
    this.id = options.id;
    this.isReceived = options.isReceived ?? false;
    this.http = options.http;
  }

  /** Returns whether `error` is a ProtocolError, of this or another installed copy of the package. */
  static is(error: unknown): error is ProtocolError {
    return typeof error === "object" && error !== null && BRAND in error;
  }

  /** Reads the `error` member that the other side sent, whose text may be anything, of any length. */
  static received({ code, message, data }: JsonRpcErrorObject, id?: RequestId): ProtocolError {
    const text: unknown = message;
    // Written out, a nested value could overflow the stack.
    const shown = typeof text === "string" ? shorten(text) : `(no message, but a ${typeof text})`;
    return new ProtocolError(code, shown, {
      data,
      isReceived: true,
      ...(id !== undefined && { id }),
    });
  }

  /** Returns the `error` member that goes on the wire. */
  toWire(): JsonRpcErrorObject {
    return this.data === undefined
      ? { code: this.code, message: this.message }
      : { code: this.code, message: this.message, data: this.data };
  }
}

/** Characters of a message of the other side that go on to logs, terminals and models. */
const MAX_MESSAGE = 8_192;

function shorten(text: string): string {
  if (text.length <= MAX_MESSAGE) return text;
  return `${text.slice(0, MAX_MESSAGE).toWellFormed()}… (cut; it has ${text.length} characters)`;
}
