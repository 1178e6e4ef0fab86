import type { AuthHeaders } from "@mortise/protocol";
import { ErrorCode } from "@mortise/protocol";
import type { HttpBody, HttpExchange, HttpStream } from "./exchange.ts";

/** Characters of an event stream that may wait for a slow reader. */
const MAX_BUFFERED = 4 * 1024 * 1024;

/** The message of an answer in place of one that the platform refuses to make. */
const UNANSWERABLE = "The server made an answer with a status or a header that HTTP does not allow";

/** One web request, and the response that answers it. */
export class FetchExchange implements HttpExchange {
  readonly method: string;
  readonly peerAddress: undefined;
  readonly response: Promise<Response>;
  readonly #added: AuthHeaders[number][] = [];
  readonly #request: Request;
  readonly #respond: (response: Response) => void;
  readonly #onGone: (() => void)[] = [];
  #isGone = false;

  constructor(request: Request) {
    const { promise, resolve } = Promise.withResolvers<Response>();
    this.method = request.method;
    this.response = promise;
    this.#request = request;
    this.#respond = resolve;
    this.#isGone = request.signal.aborted;
    request.signal.addEventListener("abort", () => this.#gone(), { once: true });
  }

  get url(): string {
    return this.#request.url;
  }

  headerValues(name: string): readonly string[] {
    const value = this.header(name);
    return value === undefined ? [] : [value];
  }

  requestHeaders(): readonly (readonly [name: string, value: string])[] {
    return [...this.#request.headers];
  }

  addHeaders(headers: AuthHeaders): void {
    this.#added.push(...headers);
  }

  header(name: string): string | undefined {
    const value = this.#request.headers.get(name);
    // Some runtimes keep Host out of the headers; the URL was made from it.
    if (value === null && name === "host") return new URL(this.#request.url).host;
    return value ?? undefined;
  }

  reply(status: number, headers: Readonly<Record<string, string>>, body: HttpBody): void {
    const content = typeof body === "string" ? body : new Blob(body as BlobPart[]);
    this.#answer(content === "" ? null : content, status, headers);
  }

  stream(headers: Readonly<Record<string, string>>): HttpStream {
    const encoder = new TextEncoder();
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (given) => {
          controller = given;
        },
        cancel: () => this.#gone(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: MAX_BUFFERED }),
    );
    if (!this.#answer(body, 200, headers)) queueMicrotask(() => this.#gone());
    let isEnded = false;
    return {
      write: (text) => {
        if (isEnded || !controller) return false;
        // One message may be larger than the limit; only what lies unread before it counts.
        if ((controller.desiredSize ?? 0) <= 0) {
          isEnded = true;
          controller.error(new Error("The client reads too slowly"));
          this.#gone();
          return false;
        }
        controller.enqueue(encoder.encode(text));
        return true;
      },
      get unread() {
        return MAX_BUFFERED - (controller?.desiredSize ?? MAX_BUFFERED);
      },
      end: () => {
        if (isEnded) return;
        isEnded = true;
        try {
          controller?.close();
        } catch {
          // The reader cancelled the stream first, which closed it.
        }
      },
    };
  }

  onGone(callback: () => void): void {
    // The client may have gone before this call.
    if (this.#isGone) queueMicrotask(callback);
    else this.#onGone.push(callback);
  }

  /**
   * Answers, or answers 500 where the platform refuses the status or a header, because a request
   * without an answer would wait for ever; `false` for such a 500.
   */
  #answer(
    body: BodyInit | null,
    status: number,
    headers: Readonly<Record<string, string>>,
  ): boolean {
    try {
      const pairs = [...Object.entries(headers), ...this.#added] as [string, string][];
      this.#respond(new Response(body, { status, headers: pairs }));
      return true;
    } catch {
      const error = { code: ErrorCode.InternalError, message: UNANSWERABLE };
      this.#respond(Response.json({ jsonrpc: "2.0", error }, { status: 500 }));
      return false;
    }
  }

  #gone(): void {
    this.#isGone = true;
    for (const callback of this.#onGone.splice(0)) callback();
  }
}
