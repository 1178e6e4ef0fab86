import type { JsonRpcRequest } from "@mortise/protocol";
import { ErrorCode, isModern, MortiseError, ProtocolError } from "@mortise/protocol";
import { isAbort } from "../../cancellation/cancelled.ts";
import { RequestLifetime } from "../../cancellation/request-lifetime.ts";
import { stopped } from "../../cancellation/stopping.ts";
import type { ServerLog } from "../../log/mask.ts";
import type { ReplyChannel } from "../../request/caller.ts";
import type { Answer } from "../../result/answer.ts";
import {
  responseHead,
  toProtocolError,
  writeFailure,
  writeResponse,
} from "../../result/response.ts";
import { SUBSCRIPTION_END } from "../../subscription/subscription-end.ts";
import { isModernMethod } from "../../versioning/method.ts";
import type { EventStream } from "./event-stream.ts";
import type { HttpExchange } from "./exchange.ts";
import type { OpenAnswer, Responder } from "./responder.ts";
import { assertSendable } from "./sendable.ts";

/** A stream that outlives the connection it began on. */
export interface ResumableStream {
  send(message: string): void;
  end(): void;
  /** Sends through `connection` from now on. */
  connect(connection: EventStream): void;
  /** Records that `connection` is gone. */
  disconnected(connection: EventStream): void;
  /** Closes the connection; the client comes back after `retryMs`. */
  release(retryMs: number): void;
}

/**
 * The answer to one POST: a JSON response, or an event stream once anything is sent before it.
 */
export class PostAnswer implements ReplyChannel, OpenAnswer {
  readonly lifetime: RequestLifetime;
  /** Headers that this answer has besides those of any. */
  headers: Readonly<Record<string, string>> | undefined;
  readonly #engine: Responder;
  readonly #exchange: HttpExchange;
  readonly #request: JsonRpcRequest;
  readonly #openLog: (() => ResumableStream) | undefined;
  #log: ResumableStream | undefined;
  #stream: EventStream | ResumableStream | undefined;
  #isKeptAlive = false;
  #isGone = false;
  #done: Promise<void> | undefined;

  /** With `openLog` its stream is logged, and outlives the connection. */
  constructor(
    engine: Responder,
    exchange: HttpExchange,
    request: JsonRpcRequest,
    openLog?: () => ResumableStream,
  ) {
    this.lifetime = new RequestLifetime(engine.core.clock);
    this.#engine = engine;
    this.#exchange = exchange;
    this.#request = request;
    this.#openLog = openLog;
  }

  /** Settles when the answer is out, for one that had to be waited for. */
  get done(): Promise<void> {
    return this.#done ?? Promise.resolve();
  }

  get peerAddress(): string | undefined {
    return this.#exchange.peerAddress;
  }

  /** Sends a message ahead of the response, which makes the response an event stream. */
  emit(message: string): void {
    this.#open().send(message);
  }

  /** Releases the connection until the client comes back after `retryMs`, if it can. */
  release(retryMs: number): void {
    this.#open();
    this.#log?.release(retryMs);
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
    this.#exchange.onGone(() => {
      this.#isGone = true;
      // 2025-11-25, Sending Messages to the Server: a client that can come back has cancelled nothing.
      if (!this.#log) this.abandon();
    });
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
    if (this.#request.method === "subscriptions/listen") this.lifetime.abort(SUBSCRIPTION_END);
  }

  /** Gives up: the client no longer waits for the answer. */
  abandon(): void {
    this.lifetime.abort(new MortiseError("ABORTED", "The caller went away"));
  }

  /**
   * Begins the event stream of an answer that is silent, with a comment, if the client takes one; a
   * proxy on the way would take the connection for dead. Later comments come from the stream.
   */
  keepAlive(): void {
    if (this.#stream || this.#isGone) return;
    if (!/text\/event-stream/i.test(this.#exchange.header("accept") ?? "")) return;
    this.#isKeptAlive = true;
    this.#open();
  }

  /** Gives up because the server stops, and says so. */
  stop(): void {
    this.lifetime.abort(stopped());
  }

  #open(): EventStream | ResumableStream {
    this.#stream ??= this.#begin();
    return this.#stream;
  }

  #begin(): EventStream | ResumableStream {
    const { streams, core } = this.#engine;
    // A client that went before it had an id to come back with cannot come back.
    const log = this.#isGone ? undefined : this.#openLog?.();
    this.#log = log;
    const isListener = this.#request.method === "subscriptions/listen";
    const stream = streams.open(this.#exchange, {
      headers: { ...this.#engine.cors(this.#exchange), ...this.headers },
      onEnd: log && (() => log.disconnected(stream)),
      onSlow: isListener ? (unread) => this.lifetime.abort(tooSlow(unread, core.log)) : undefined,
    });
    log?.connect(stream);
    if (this.#isKeptAlive) stream.keepAlive();
    return log ?? stream;
  }

  #succeed(answer: Answer): void {
    this.lifetime.finish();
    try {
      this.#sendResult(answer);
    } catch (error) {
      this.#fail(error);
    }
  }

  #sendResult(answer: Answer): void {
    const { id } = this.#request;
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
    this.lifetime.finish();
    try {
      this.#sendError(error);
    } catch (failure) {
      this.#sendMasked(failure);
    }
  }

  /** Answers for an error that could not be sent, such as one with a header that HTTP does not allow. */
  #sendMasked(failure: unknown): void {
    const { method, id } = this.#request;
    const { message } = this.#engine.core.mask(failure, method);
    const body = writeFailure(new ProtocolError(ErrorCode.InternalError, message), id);
    try {
      if (!this.#stream) this.#exchange.reply(500, this.#jsonHeaders(), body);
      else this.#stream.send(body);
      this.#stream?.end();
    } catch (error) {
      const { log } = this.#engine.core;
      log({ level: "error", message: `The answer to ${method} could not be written`, error });
    }
  }

  #sendError(error: unknown): void {
    if (isAbort(error)) {
      this.#stream?.end();
      // A cancelled legacy request still holds its HTTP response open, which has to end somehow.
      if (!this.#stream) this.#exchange.reply(202, this.#jsonHeaders(), "");
      return;
    }
    const shown = toProtocolError(error, this.#request.method, this.#engine.core.mask);
    const body = writeFailure(shown, this.#request.id);
    if (!this.#stream) {
      assertSendable(shown);
      const headers = { ...this.#jsonHeaders(), ...shown.http?.headers };
      this.#exchange.reply(shown.http?.status ?? this.#status(shown), headers, body);
      return;
    }
    this.#stream.send(body);
    this.#stream.end();
  }

  /** Only 2026-07-28 reports some errors by the HTTP status as well. */
  #status(error: ProtocolError): number {
    const version = this.#exchange.header("mcp-protocol-version");
    if (version === undefined || !isModern(version as never)) return 200;
    // An author's error may have any code; the method is what the status speaks of.
    const { method } = this.#request;
    if (!isModernMethod(method) && !this.#engine.core.extensions.has(method)) return 404;
    return error.code === ErrorCode.MissingRequiredClientCapability ? 400 : 200;
  }

  #jsonHeaders(): Readonly<Record<string, string>> {
    const headers = this.#engine.headers(this.#exchange);
    return this.headers ? { ...headers, ...this.headers } : headers;
  }
}

/** The reason for dropping a listener that leaves too much unread; logged. */
function tooSlow(unread: number, log: ServerLog): ProtocolError {
  const message = `The subscription was dropped: its client left ${unread} bytes unread`;
  log({ level: "warning", message });
  return new ProtocolError(ErrorCode.InternalError, message, { data: { unread } });
}
