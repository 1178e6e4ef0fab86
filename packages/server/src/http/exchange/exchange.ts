import type { AuthHeaders, TapExchange } from "@mortise/protocol";

/** One HTTP request and the means to answer it, whatever the platform. */
export interface HttpExchange {
  /** Upper case. */
  readonly method: string;
  /** The request arrived over loopback, and guards have to treat it so. Default `false`. */
  readonly isLoopback?: boolean;
  /** A framework has read the body, and decoded it as `Content-Encoding` says. Default `false`. */
  readonly isBodyRead?: boolean;
  /** The absolute URL, made of the `Host` header where the platform has none. */
  readonly url: string;
  /** The address of the peer; `undefined` where the platform does not say. */
  readonly peerAddress: string | undefined;
  /** Gives a request header by its lower-case name, repeated ones joined. */
  header(name: string): string | undefined;
  /** Gives every value of a request header, as far as the platform keeps them apart. */
  headerValues(name: string): readonly string[];
  /** Gives all request headers in order, with names in lower case. */
  requestHeaders(): readonly (readonly [name: string, value: string])[];
  /** Receives the request body as it came; absent where nothing taps the exchange. */
  readonly tap?: TapExchange;
  /** Adds headers to the answer, beside those that it is given; called before the answer begins. */
  addHeaders(headers: AuthHeaders): void;
  /** Writes a whole response; called at most once, and not after {@link HttpExchange.stream}. */
  reply(status: number, headers: Readonly<Record<string, string>>, body: HttpBody): void;
  /** Begins a `text/event-stream` response; called at most once. */
  stream(headers: Readonly<Record<string, string>>): HttpStream;
  /** Calls `callback` when the client goes away before the response has ended. */
  onGone(callback: () => void): void;
}

/** The body of a whole response: text, or parts of which some are encoded already. */
export type HttpBody = string | readonly (string | Uint8Array)[];

/** A response that is written bit by bit. */
export interface HttpStream {
  /**
   * Writes text; `false` when nothing is written any more, because the client has gone or left more
   * than the limit unread. Such a client is cut off.
   */
  write(text: string): boolean;
  /** Written bytes that wait for the client to read them; 0 if unknown. */
  readonly unread?: number;
  end(): void;
}
