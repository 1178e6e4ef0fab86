import type { AuthHeaders, TapExchange } from "@mortise/protocol";
import { tapHeader, tapUrl } from "@mortise/protocol";
import type { HttpBody, HttpExchange, HttpStream } from "./exchange.ts";

const GONE = "the client went away";

/** An HTTP exchange that passes what crosses the wire to a tap. */
export class TappedExchange implements HttpExchange {
  readonly method: string;
  readonly isLoopback: boolean;
  readonly isBodyRead: boolean;
  readonly url: string;
  readonly peerAddress: string | undefined;
  readonly tap: TapExchange;
  readonly #exchange: HttpExchange;
  readonly #added: AuthHeaders[number][] = [];
  #isOver = false;

  constructor(exchange: HttpExchange, tap: TapExchange) {
    this.method = exchange.method;
    this.isLoopback = exchange.isLoopback === true;
    this.isBodyRead = exchange.isBodyRead === true;
    this.url = exchange.url;
    this.peerAddress = exchange.peerAddress;
    this.tap = tap;
    this.#exchange = exchange;
    tap.pass({
      kind: "request-head",
      direction: "received",
      method: this.method,
      url: tapUrl(toTarget(this.url)),
      headers: exchange.requestHeaders().map(([name, value]) => tapHeader(name, value)),
    });
    if (this.method !== "POST") tap.end("received");
    exchange.onGone(() => {
      tap.end("received", GONE);
      this.#end(GONE);
    });
  }

  header(name: string): string | undefined {
    return this.#exchange.header(name);
  }

  headerValues(name: string): readonly string[] {
    return this.#exchange.headerValues(name);
  }

  requestHeaders(): readonly (readonly [name: string, value: string])[] {
    return this.#exchange.requestHeaders();
  }

  addHeaders(headers: AuthHeaders): void {
    this.#added.push(...headers);
    this.#exchange.addHeaders(headers);
  }

  reply(status: number, headers: Readonly<Record<string, string>>, body: HttpBody): void {
    if (this.#isOver) return;
    this.#begin(status, headers);
    this.tap.data("sent", join(body));
    this.#end();
    this.#exchange.reply(status, headers, body);
  }

  stream(headers: Readonly<Record<string, string>>): HttpStream {
    if (!this.#isOver) this.#begin(200, headers);
    const stream = this.#exchange.stream(headers);
    const write = (text: string): boolean => {
      const isWritten = stream.write(text);
      if (isWritten) this.tap.data("sent", text);
      else this.#end("the client read too slowly, or went away");
      return isWritten;
    };
    const end = (): void => {
      stream.end();
      this.#end();
    };
    return {
      write,
      end,
      get unread() {
        return stream.unread ?? 0;
      },
    };
  }

  onGone(callback: () => void): void {
    this.#exchange.onGone(callback);
  }

  #begin(status: number, headers: Readonly<Record<string, string>>): void {
    const all = [...Object.entries(headers), ...this.#added];
    this.tap.pass({
      kind: "response-head",
      direction: "sent",
      status,
      headers: all.map(([name, value]) => tapHeader(name, value)),
    });
  }

  #end(reason?: string): void {
    this.#isOver = true;
    this.tap.end("sent", reason);
  }
}

/** The path and query of an absolute URL, as the request line has them. */
function toTarget(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  return start < 0 ? "/" : url.slice(start);
}

function join(body: HttpBody): string | Uint8Array {
  if (typeof body === "string") return body;
  const encoder = new TextEncoder();
  const parts = body.map((part) => (typeof part === "string" ? encoder.encode(part) : part));
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
