import type { AuthHeaders, RequestId } from "@mortise/protocol";
import { batchTooLong, MAX_BATCH_LENGTH } from "../../connection/message-batch.ts";
import { writeFailure } from "../../result/response.ts";
import type { HttpBody, HttpExchange, HttpStream } from "../exchange/exchange.ts";

/** The answer to a batch: one JSON array, or one event stream once a message has sent something first. */
export class BatchAnswer {
  readonly #exchange: HttpExchange;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #bodies: string[] = [];
  #length = 0;
  #statuses: number[] = [];
  readonly #onGone: (() => void)[] = [];
  #isGone = false;
  #open: number;
  #stream: HttpStream | undefined;

  /** `count` messages will be answered, each through a {@link BatchPart}. */
  constructor(exchange: HttpExchange, headers: Readonly<Record<string, string>>, count: number) {
    this.#exchange = exchange;
    this.#headers = headers;
    this.#open = count;
    // One listener for all parts, of which there may be a hundred.
    exchange.onGone(() => {
      this.#isGone = true;
      for (const callback of this.#onGone.splice(0)) callback();
    });
  }

  /** Has a part called back when the client is gone. */
  onGone(callback: () => void): void {
    // The client may have gone before this call.
    if (this.#isGone) queueMicrotask(callback);
    else this.#onGone.push(callback);
  }

  /** Makes the exchange by which one message is answered; `id` is that of a request. */
  part(id: RequestId | undefined): HttpExchange {
    return new BatchPart(this.#exchange, this, id);
  }

  /** Takes the whole answer to one message; a notification's is empty. */
  add(status: number, body: HttpBody, id: RequestId | undefined): void {
    const text = toText(body);
    this.#statuses.push(status);
    if (text !== "" && this.#stream) this.#stream.write(toEvent(text));
    else if (text !== "") this.#keep(text, id);
    this.close();
  }

  #keep(text: string, id: RequestId | undefined): void {
    const fits = this.#length + text.length <= MAX_BATCH_LENGTH;
    this.#bodies.push(fits ? text : writeFailure(batchTooLong(), id));
    if (fits) this.#length += text.length;
  }

  /** Begins the event stream, or gives the one that another message has begun. */
  stream(headers: Readonly<Record<string, string>>): HttpStream {
    if (!this.#stream) {
      this.#stream = this.#exchange.stream(headers);
      for (const text of this.#bodies) this.#stream.write(toEvent(text));
    }
    return this.#stream;
  }

  /** Counts one message as answered; the last one ends the answer. */
  close(): void {
    this.#open -= 1;
    if (this.#open > 0) return;
    if (this.#stream) {
      this.#stream.end();
      return;
    }
    // An error of the whole, such as an ended session, is the answer to every message.
    const [first = 200] = this.#statuses;
    const isOne = this.#statuses.every((status) => status === first);
    if (this.#bodies.length === 0) this.#exchange.reply(isOne ? first : 202, this.#headers, "");
    else this.#exchange.reply(isOne ? first : 200, this.#headers, `[${this.#bodies.join(",")}]`);
  }
}

/** The exchange of one message of a batch, whose stream cannot be resumed: it is not its own. */
class BatchPart implements HttpExchange {
  readonly method: string;
  readonly url: string;
  readonly peerAddress: string | undefined;
  readonly #whole: HttpExchange;
  readonly #answer: BatchAnswer;
  readonly #id: RequestId | undefined;
  #isDone = false;

  constructor(whole: HttpExchange, answer: BatchAnswer, id: RequestId | undefined) {
    this.method = whole.method;
    this.url = whole.url;
    this.peerAddress = whole.peerAddress;
    this.#whole = whole;
    this.#answer = answer;
    this.#id = id;
  }

  header(name: string): string | undefined {
    return this.#whole.header(name);
  }

  headerValues(name: string): readonly string[] {
    return this.#whole.headerValues(name);
  }

  requestHeaders(): readonly (readonly [name: string, value: string])[] {
    return this.#whole.requestHeaders();
  }

  addHeaders(headers: AuthHeaders): void {
    this.#whole.addHeaders(headers);
  }

  reply(status: number, _headers: Readonly<Record<string, string>>, body: HttpBody): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#answer.add(status, body, this.#id);
  }

  stream(headers: Readonly<Record<string, string>>): HttpStream {
    const stream = this.#answer.stream(headers);
    return {
      write: (text) => !this.#isDone && stream.write(text),
      end: () => {
        if (this.#isDone) return;
        this.#isDone = true;
        this.#answer.close();
      },
    };
  }

  onGone(callback: () => void): void {
    this.#answer.onGone(callback);
  }
}

function toText(body: HttpBody): string {
  if (typeof body === "string") return body;
  const decoder = new TextDecoder();
  return body.map((part) => (typeof part === "string" ? part : decoder.decode(part))).join("");
}

function toEvent(message: string): string {
  return `event: message\ndata: ${message}\n\n`;
}
