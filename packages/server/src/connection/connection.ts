import type {
  JsonRpcMessage,
  JsonRpcRequest,
  Principal,
  RequestId,
  Telemetry,
} from "@mortise/protocol";
import {
  ErrorCode,
  isNotification,
  isRequest,
  MortiseError,
  ProtocolError,
  parseMessage,
} from "@mortise/protocol";
import { CANCELLED, cancelled, isAbort } from "../cancellation/cancelled.ts";
import { RequestLifetime } from "../cancellation/request-lifetime.ts";
import { closing, stopped } from "../cancellation/stopping.ts";
import { warnOfNamelessCallers } from "../catalogue/warn-of-nameless-callers.ts";
import type { ServerCore } from "../core/server-core.ts";
import { dispatch } from "../dispatch/dispatch.ts";
import type { CallerSource } from "../request/caller.ts";
import { assertMayOpen } from "../request/open-requests.ts";
import type { Origin } from "../request/origin.ts";
import { duplicateId } from "../request/request-id.ts";
import type { Answer } from "../result/answer.ts";
import {
  StoredResponse,
  toProtocolError,
  writeFailure,
  writeResponse,
} from "../result/response.ts";
import { LegacySession } from "../session/legacy-session.ts";
import { agree } from "../session/session-record.ts";
import { SUBSCRIPTION_END } from "../subscription/subscription-end.ts";
import { hasModernMeta, readModernCaller } from "../versioning/modern-caller.ts";
import type { Reply } from "./message-batch.ts";
import { gatherReplies, readBatch } from "./message-batch.ts";
import { RequestLine } from "./request-line.ts";

/** Subscriptions that one client may have open beside each other. */
const MAX_SUBSCRIPTIONS = 1_000;

/** How a {@link Connection} is served. */
export interface ConnectionOptions {
  /** Names the channel: `stdio` or `memory`. */
  readonly transport: string;
  /** The caller of every request on this connection. Default: an anonymous caller. */
  readonly principal?: Principal | undefined;
  /** Observes the requests of this connection. Default: the server's own telemetry. */
  readonly telemetry?: Telemetry | undefined;
}

/**
 * One client on a channel of its own that carries messages both ways, such as stdio.
 *
 * Serves requests with modern metadata each by itself, and from `initialize` on one legacy session,
 * side by side (2026-07-28, Versioning, Backward Compatibility).
 */
export class Connection {
  readonly #core: ServerCore;
  readonly #origin: Origin;
  readonly #source: CallerSource;
  readonly #write: (message: string | StoredResponse) => void;
  readonly #lifetimes = new Map<RequestId, RequestLifetime>();
  readonly #work = new Set<Promise<void>>();
  readonly #subscriptions = new Set<RequestId>();
  readonly #reply: Reply = (_id, response) => {
    if (response !== undefined) this.#send(response);
  };
  #session: LegacySession | undefined;
  #isStopping = false;
  #isClosed = false;

  /** `write` sends one message: text, or an object that `String` turns into text. */
  constructor(
    core: ServerCore,
    write: (message: string | StoredResponse) => void,
    { transport, principal, telemetry }: ConnectionOptions,
  ) {
    this.#core = core;
    this.#write = write;
    this.#origin = { transport, principal };
    core.served(transport);
    if (!principal) warnOfNamelessCallers(core, transport);
    const { sealer, identity, random, extensions } = core;
    this.#source = { sealer, identity, random, extensions, telemetry: telemetry ?? core.telemetry };
  }

  /**
   * Takes one message as text; answers go out through the writer. Never throws: what the writer or a
   * callback throws is logged.
   */
  receiveText(text: string): void {
    try {
      const messages = this.#read(text);
      if (messages === undefined || this.#isClosed) return;
      if (Array.isArray(messages)) this.#receiveBatch(messages);
      else this.#receive(messages as JsonRpcMessage);
    } catch (error) {
      const { log } = this.#core;
      log({ level: "error", message: "A message could not be received or answered", error });
    }
  }

  /** Reads a message or a batch; answers what is neither, and gives `undefined`. */
  #read(text: string): JsonRpcMessage | readonly JsonRpcMessage[] | undefined {
    try {
      // Nothing but a batch begins with a bracket, and only one revision has them.
      const isBatch = text.startsWith("[") && this.#session?.revision === "2025-03-26";
      return (isBatch ? readBatch(text) : undefined) ?? parseMessage(text);
    } catch (error) {
      const shown = toProtocolError(error, "message", this.#core.mask);
      // A question whose answer cannot be read would wait for ever.
      this.#session?.refuseAnswer(shown);
      this.#send(writeFailure(shown, shown.id));
      return undefined;
    }
  }

  #receive(message: JsonRpcMessage): void {
    if (isRequest(message)) this.#answer(message, this.#reply);
    else if (isNotification(message)) this.#notice(message.method, message.params);
    else void this.#session?.settle(message);
  }

  #receiveBatch(batch: readonly JsonRpcMessage[]): void {
    const requests = batch.filter((message) => isRequest(message));
    const reply = gatherReplies(requests.length, (answers) => this.#send(answers));
    for (const message of batch) {
      if (isRequest(message)) this.#answer(message, reply);
      else this.#receive(message);
    }
  }

  /** Refuses new requests, and ends subscriptions with their results, as a server does that stops. */
  stop(): void {
    this.#isStopping = true;
    for (const id of this.#subscriptions) this.#lifetimes.get(id)?.abort(SUBSCRIPTION_END);
  }

  /** Resolves when every request that has arrived is answered; ends subscriptions first. */
  async drain(): Promise<void> {
    const ended = new MortiseError("ABORTED", "The input ended");
    for (const id of this.#subscriptions) this.#lifetimes.get(id)?.abort(ended);
    while (this.#work.size > 0) await Promise.allSettled([...this.#work]);
  }

  /** Answers the requests that are under way with the error of a server that stops. */
  abandon(): void {
    for (const lifetime of this.#lifetimes.values()) lifetime.abort(stopped());
  }

  /** Cancels what is under way and takes nothing more. */
  close(): void {
    this.#isClosed = true;
    const gone = new MortiseError("ABORTED", "The connection has closed");
    for (const lifetime of this.#lifetimes.values()) lifetime.abort(gone);
    this.#session?.close();
  }

  #answer(request: JsonRpcRequest, reply: Reply): void {
    if (this.#lifetimes.has(request.id)) {
      reply(request.id, writeFailure(duplicateId(request.id), request.id));
      return;
    }
    const line = this.#line();
    let isWaiting = false;
    try {
      if (this.#isStopping) throw closing();
      assertMayOpen(this.#lifetimes.size);
      // A callback of the author may cause its own cancellation before it returns.
      this.#lifetimes.set(request.id, line.lifetime);
      const answer = this.#dispatch(request, line);
      isWaiting = answer instanceof Promise || line.hasJustSpoken;
      if (isWaiting) this.#wait(request, line, Promise.resolve(answer), reply);
      else finish(request, line, answer as Answer, reply);
    } catch (error) {
      this.#fail(request, line, error, reply);
    } finally {
      if (!isWaiting) this.#lifetimes.delete(request.id);
    }
  }

  #dispatch(request: JsonRpcRequest, line: RequestLine): Answer | Promise<Answer> {
    if (hasModernMeta(request.params)) {
      const caller = readModernCaller(request, this.#source, line, this.#origin);
      if (this.#subscriptions.size >= MAX_SUBSCRIPTIONS) refuseListener(request);
      return dispatch(this.#core, request, caller);
    }
    // A client behind a multiplexer begins anew on the connection of the one before it.
    if (request.method === "initialize") return this.#initialize(request, line);
    if (this.#session) return this.#session.answer(request, line, line.lifetime, this.#origin);
    if (request.method === "ping") return "{}";
    // Neither era: the modern error names what is missing, which is what a modern client needs.
    readModernCaller(request, this.#source, line, this.#origin);
    throw new ProtocolError(ErrorCode.InvalidRequest, "Send initialize first");
  }

  #initialize(request: JsonRpcRequest, line: RequestLine): Answer | Promise<Answer> {
    const session = new LegacySession(this.#core, {
      id: "connection",
      record: agree(request.params),
      telemetry: this.#source.telemetry,
      after: this.#session,
    });
    const begin = (answer: Answer): Answer => {
      this.#session?.unlisten();
      this.#session = session;
      session.listen((text) => this.#send(text));
      return answer;
    };
    const answer = session.initialize(request, line, line.lifetime, this.#origin);
    return answer instanceof Promise ? answer.then(begin) : begin(answer);
  }

  #line(): RequestLine {
    const send = (text: string): void => this.#send(text);
    const session = this.#session;
    return new RequestLine(
      send,
      new RequestLifetime(this.#core.clock),
      session && ((method, params, signal) => session.ask(send, method, params, signal)),
    );
  }

  #wait(request: JsonRpcRequest, line: RequestLine, answer: Promise<Answer>, reply: Reply): void {
    if (request.method === "subscriptions/listen") this.#subscriptions.add(request.id);
    const work = answer
      .then(async (value) => {
        await line.settle();
        finish(request, line, value, reply);
      })
      .catch(async (error: unknown) => {
        await line.settle();
        this.#fail(request, line, error, reply);
      })
      .catch((error: unknown) => {
        const message = `The answer to ${request.method} could not be written`;
        this.#core.log({ level: "error", message, error });
      });
    const tracked = work.finally(() => {
      this.#lifetimes.delete(request.id);
      this.#subscriptions.delete(request.id);
      this.#work.delete(tracked);
    });
    this.#work.add(tracked);
  }

  #notice(method: string, params: JsonRpcRequest["params"]): void {
    if (method === CANCELLED) {
      this.#lifetimes.get(params?.["requestId"] as RequestId)?.abort(cancelled(params));
    }
    this.#session?.notify(method, params);
  }

  #fail(request: JsonRpcRequest, line: RequestLine, error: unknown, reply: Reply): void {
    line.lifetime.finish();
    // 2026-07-28, Cancellation: nothing more is sent for a request that was cancelled.
    if (isAbort(error)) {
      reply(request.id);
      return;
    }
    const shown = toProtocolError(error, request.method, this.#core.mask);
    reply(request.id, writeFailure(shown, request.id));
  }

  #send(message: string | StoredResponse): void {
    if (!this.#isClosed) this.#write(message);
  }
}

/** Sends the answer to a request, unless its caller cancelled it. */
function finish({ id }: JsonRpcRequest, line: RequestLine, answer: Answer, reply: Reply): void {
  line.lifetime.finish();
  if (isAbort(line.lifetime.reason)) {
    reply(id);
    return;
  }
  reply(
    id,
    typeof answer === "string" ? writeResponse(id, answer) : new StoredResponse(id, answer),
  );
}

function refuseListener({ method }: JsonRpcRequest): void {
  if (method !== "subscriptions/listen") return;
  throw new ProtocolError(
    ErrorCode.InternalError,
    `This connection has ${MAX_SUBSCRIPTIONS} subscriptions open, which is the limit; cancel some first`,
    { data: { limit: MAX_SUBSCRIPTIONS } },
  );
}
