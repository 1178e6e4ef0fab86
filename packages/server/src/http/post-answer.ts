import type { JsonRpcRequest, ProtocolError } from "@mortise/protocol";
import { ErrorCode, isModern, MortiseError } from "@mortise/protocol";
import type { Channel } from "../request/caller.ts";
import type { Answer } from "../request/dispatch.ts";
import { isModernMethod } from "../request/dispatch.ts";
import { Flight } from "../request/flight.ts";
import { isAbort } from "../request/handler.ts";
import { responseHead, toProtocolError, writeFailure, writeResponse } from "../request/response.ts";
import { SUBSCRIPTION_END } from "../subscription/listen.ts";
import type { EventStream } from "./event-stream.ts";
import type { HttpExchange } from "./exchange.ts";
import type { HttpEngine } from "./http-engine.ts";

/** The headers of every JSON response. */
export const JSON_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  "content-type": "application/json",
});

/**
 * The answer to one POST: a JSON response, or an event stream once anything is sent before it.
 */
export class PostAnswer implements Channel {
  readonly flight: Flight = new Flight();
  readonly #engine: HttpEngine;
  readonly #exchange: HttpExchange;
  readonly #request: JsonRpcRequest;
  readonly #headers: Readonly<Record<string, string>> | undefined;
  #stream: EventStream | undefined;
  #done: Promise<void> | undefined;

  constructor(
    engine: HttpEngine,
    exchange: HttpExchange,
    request: JsonRpcRequest,
    headers?: Readonly<Record<string, string>>,
  ) {
    this.#engine = engine;
    this.#exchange = exchange;
    this.#request = request;
    this.#headers = headers;
  }

  /** Settles when the answer is out, for one that had to be waited for. */
  get done(): Promise<void> {
    return this.#done ?? Promise.resolve();
  }

  /** Sends a message ahead of the response, which makes the response an event stream. */
  emit(message: string): void {
    this.#stream ??= this.#engine.streams.open(this.#exchange, {
      ...this.#engine.cors(this.#exchange),
      ...this.#headers,
    });
    this.#stream.send(message);
  }

  /** Works out the answer and sends it; `onDone` is called when it is out or given up. */
  begin(work: () => Answer | Promise<Answer>, onDone?: () => void): void {
    let answer: Answer | Promise<Answer>;
    try {
      answer = work();
    } catch (error) {
      this.#fail(error);
      onDone?.();
      return;
    }
    if (!(answer instanceof Promise)) {
      this.#succeed(answer);
      onDone?.();
      return;
    }
    this.#engine.track(this);
    // 2026-07-28, Cancellation: a client that goes away has cancelled its request.
    this.#exchange.onGone(() => this.abandon());
    this.#done = answer
      .then(
        (value) => this.#succeed(value),
        (error: unknown) => this.#fail(error),
      )
      .finally(() => {
        this.#engine.untrack(this);
        onDone?.();
      });
  }

  /** Ends the subscription that this answer is, if it is one. */
  endSubscription(): void {
    if (this.#request.method === "subscriptions/listen") this.flight.abort(SUBSCRIPTION_END);
  }

  /** Gives up: nobody waits for the answer any more. */
  abandon(): void {
    this.flight.abort(new MortiseError("ABORTED", "The caller went away"));
  }

  #succeed(answer: Answer): void {
    const { id } = this.#request;
    this.flight.finish();
    if (this.#stream) {
      this.#stream.send(writeResponse(id, answer));
      this.#stream.end();
    } else if (typeof answer === "string") {
      this.#exchange.reply(200, this.#jsonHeaders(), writeResponse(id, answer));
    } else {
      this.#exchange.reply(200, this.#jsonHeaders(), [responseHead(id), answer.bytes, "}"]);
    }
  }

  #fail(error: unknown): void {
    this.flight.finish();
    if (isAbort(error)) {
      this.#stream?.end();
      // A cancelled legacy request still holds its HTTP response open, which has to end somehow.
      if (!this.#stream) this.#exchange.reply(202, this.#jsonHeaders(), "");
      return;
    }
    const shown = toProtocolError(error, this.#request.method, this.#engine.core.mask);
    const body = writeFailure(shown, this.#request.id);
    if (!this.#stream) {
      const headers = { ...this.#jsonHeaders(), ...shown.http?.headers };
      this.#exchange.reply(shown.http?.status ?? this.#status(shown), headers, body);
      return;
    }
    this.#stream.send(body);
    this.#stream.end();
  }

  /** Only 2026-07-28 tells some errors by the HTTP status as well. */
  #status(error: ProtocolError): number {
    const version = this.#exchange.header("mcp-protocol-version");
    if (version === undefined || !isModern(version as never)) return 200;
    // An author's error may have any code; the method is what the status speaks of.
    const { method } = this.#request;
    if (!isModernMethod(method) && !this.#engine.core.extensions?.has(method)) return 404;
    return error.code === ErrorCode.MissingRequiredClientCapability ? 400 : 200;
  }

  #jsonHeaders(): Readonly<Record<string, string>> {
    const headers = this.#engine.headers(this.#exchange);
    return this.#headers ? { ...headers, ...this.#headers } : headers;
  }
}
