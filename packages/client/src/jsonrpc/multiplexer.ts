import type {
  Clock,
  JsonObject,
  JsonRpcMessage,
  JsonRpcNotification,
  JsonRpcRequest,
  JsonRpcResponse,
  RequestId,
  Transport,
} from "@mortise/protocol";
import {
  isModern,
  isNotification,
  isRequest,
  isResponse,
  MetaKey,
  MortiseError,
  ProtocolError,
} from "@mortise/protocol";
import { aborted } from "../cancellation/until-cancelled.ts";
import { readLogEntry } from "../logging/log-entry.ts";
import type { Progress } from "../progress/progress.ts";
import { readProgress } from "../progress/progress.ts";
import type { Call } from "../request/call.ts";
import { describeCall, timedOut } from "../request/call.ts";
import { catchRejection, describeError } from "../request/catch-rejection.ts";
import type { Watch } from "../request/observe-call.ts";
import { observeCall } from "../request/observe-call.ts";
import { Deadline } from "../time/deadline.ts";
import { IncomingRequests } from "./incoming-requests.ts";
import type { PendingCall } from "./pending-calls.ts";
import { PendingCalls } from "./pending-calls.ts";

/** Receives the messages that belong to no request of a {@link Multiplexer}. */
export interface MultiplexerListener {
  /** Receives a notification that belongs to no request. */
  notification(notification: JsonRpcNotification): void;
  /** Returns whether the server may make requests of the client. */
  acceptsRequests(): boolean;
  /** Answers a request of the server; its error becomes the error of the response. */
  request(request: JsonRpcRequest, signal: AbortSignal): Promise<JsonObject>;
  /** Receives a problem that fails no request. */
  warning(message: string): void;
  /** Called once, when nothing can be sent any more. */
  ended(): void;
}

/** Settings of a {@link Multiplexer}. */
export interface MultiplexerOptions {
  /** Counts the time of requests. */
  readonly clock: Clock;
  /** Reports each request to telemetry. */
  readonly watch?: Watch | undefined;
}

/** The requests that only clients make, before all others. */
const HANDSHAKE = new Set(["initialize", "server/discover"]);

/**
 * Matches responses to requests on one transport, and routes all other messages.
 *
 * Every request has a time limit and can be aborted; either cancels it at the server in the way of
 * its transport and revision (2026-07-28, Cancellation). A response that comes too late is ignored.
 */
export class Multiplexer {
  readonly transport: Transport;
  readonly #listener: MultiplexerListener;
  readonly #clock: Clock;
  readonly #watch: Watch | undefined;
  readonly #pending = new PendingCalls();
  readonly #incoming: IncomingRequests;
  #nextId = 1;
  #end: Error | undefined;

  constructor(
    transport: Transport,
    listener: MultiplexerListener,
    { clock, watch }: MultiplexerOptions,
  ) {
    this.transport = transport;
    this.#clock = clock;
    this.#watch = watch;
    this.#listener = listener;
    this.#incoming = new IncomingRequests({
      answer: (request, signal) => listener.request(request, signal),
      send: (message) => transport.send(message),
      clock,
      warn: (message) => listener.warning(message),
    });
  }

  /** Starts the transport; called once. */
  async start(): Promise<void> {
    await this.transport.start({
      message: (message, requestId) => this.#receive(message, requestId),
      unreadable: (error, requestId) => this.#pending.get(requestId)?.fail(error),
      closed: (error) => this.#ended(error),
    });
  }

  /** The reason why nothing can be sent any more; `undefined` while the multiplexer is open. */
  get end(): Error | undefined {
    return this.#end;
  }

  /**
   * Sends a request and returns the result unchanged.
   *
   * @throws ProtocolError for a JSON-RPC error; MortiseError `TIMEOUT`, `ABORTED`, or the reason
   * why the transport ended.
   */
  request(call: Call): Promise<JsonObject> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    if (call.signal?.aborted) return Promise.reject(aborted(call));
    if (call.deadline?.isOver) return Promise.reject(timedOut(call, call.deadline.isSpent));
    const id = this.#nextId;
    this.#nextId += 1;
    const watch = this.#watch;
    if (!watch?.telemetry.isOn) return this.#exchange(id, call);
    return observeCall(watch, call, { id, transport: this.transport }, (own) =>
      this.#exchange(id, own),
    );
  }

  /** Sends a request under its id, and waits for the response. */
  #exchange(id: number, call: Call): Promise<JsonObject> {
    const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
    const controller = new AbortController();
    const giveUp = (error: Error): void => {
      if (!this.#pending.has(id)) return;
      pending.fail(error);
      this.#cancel(id, call, error);
    };
    const onAbort = (): void => giveUp(aborted(call));
    const deadline = call.deadline ?? this.#startDeadline(call);
    deadline.expire = () => giveUp(timedOut(call, deadline.isSpent));
    const release = (): void => {
      this.#pending.delete(id);
      // That of a call goes on to count for its further rounds.
      if (deadline === call.deadline) deadline.expire = undefined;
      else deadline.clear();
      call.signal?.removeEventListener("abort", onAbort);
    };
    const pending: PendingCall = {
      call,
      deadline,
      questions: 0,
      settle: (response) => {
        const isResult = "result" in response;
        const error = isResult ? undefined : ProtocolError.received(response.error, response.id);
        release();
        if (isResult) resolve(response.result);
        else reject(error);
      },
      fail: (error) => {
        release();
        reject(error);
        controller.abort(error);
      },
    };
    this.#pending.set(id, pending);
    call.signal?.addEventListener("abort", onAbort, { once: true });
    const fail = (error: unknown): void => this.#pending.get(id)?.fail(unwritable(call, error));
    try {
      this.#send(id, pending, controller.signal).catch(fail);
    } catch (error) {
      // A transport may throw at once, such as for a value that is no JSON.
      fail(error);
    }
    return promise;
  }

  #startDeadline({ timeoutMs, maxTimeoutMs }: Call): Deadline {
    return new Deadline(timeoutMs, { clock: this.#clock, maxMilliseconds: maxTimeoutMs });
  }

  #send(id: RequestId, { call, deadline }: PendingCall, signal: AbortSignal): Promise<void> {
    const { revision, headers } = call;
    return this.transport.send(toMessage(id, call), {
      signal,
      suspendTimeout: () => {
        deadline.pause();
        return () => deadline.resume();
      },
      ...(revision !== undefined && { revision }),
      ...(headers !== undefined && { headers }),
    });
  }

  /** Sends a notification; resolves when the transport has accepted it. */
  async notify(
    notification: Pick<Call, "method" | "params" | "revision" | "signal">,
  ): Promise<void> {
    if (this.#end !== undefined) throw this.#end;
    const { method, params, revision, signal } = notification;
    await this.transport.send(
      { jsonrpc: "2.0", method, ...(params !== undefined && { params }) },
      { ...(revision !== undefined && { revision }), ...(signal !== undefined && { signal }) },
    );
  }

  /** Fails the requests in flight with `reason` and closes the transport. */
  async close(reason: Error): Promise<void> {
    this.#ended(reason);
    await this.transport.close();
  }

  /** Takes a message. Whatever is wrong with it costs its own request at most, never the process. */
  #receive(message: JsonRpcMessage, requestId: RequestId | undefined): void {
    if (this.#end !== undefined) return;
    try {
      this.#take(message, requestId);
    } catch (cause) {
      const error = new MortiseError("INVALID_RESPONSE", "The server sent an unreadable message", {
        cause,
      });
      const id = (message as { readonly id?: RequestId } | null)?.id ?? requestId;
      const pending = this.#pending.get(id);
      if (pending !== undefined) pending.fail(error);
      else this.#listener.warning(`${error.message}: ${describeError(cause)}`);
    }
  }

  #take(message: JsonRpcMessage, requestId: RequestId | undefined): void {
    if (isResponse(message)) {
      // JSON-RPC 2.0, 5: the id of an error is null when the server could not read the request's.
      const pending = this.#pending.get(message.id ?? requestId) ?? this.#loneCall(message);
      if (pending !== undefined) pending.settle(message);
      else if (message.id === undefined || message.id === null) {
        this.#listener.warning("The server sent an error that names no request");
      }
    } else if (isRequest(message)) {
      const repeated = this.#repeatedHandshake(message);
      if (repeated !== undefined) repeated.fail(notAServer(message.method));
      else if (this.#listener.acceptsRequests()) this.#answer(message, requestId);
      else this.#listener.warning(`The server must not request ${message.method} in this revision`);
    } else if (isNotification(message)) {
      this.#route(message, requestId);
    }
  }

  /** The only request in flight, which an error without an id must be meant for. */
  #loneCall({ id }: JsonRpcResponse): PendingCall | undefined {
    return (id ?? undefined) === undefined ? this.#pending.only : undefined;
  }

  /** The own request that a program sends back, since it repeats its input. */
  #repeatedHandshake({ id, method }: JsonRpcRequest): PendingCall | undefined {
    const own = HANDSHAKE.has(method) ? this.#pending.get(id) : undefined;
    return own?.call.method === method ? own : undefined;
  }

  #answer(request: JsonRpcRequest, requestId: RequestId | undefined): void {
    const own = this.#pending.get(requestId);
    const waiting = own === undefined ? [...this.#pending] : [own];
    for (const pending of waiting) {
      pending.deadline.pause();
      pending.questions += 1;
    }
    const asked = Math.max(0, ...waiting.map(({ questions }) => questions));
    this.#incoming
      .answer(request, asked)
      .catch((error: unknown) =>
        this.#listener.warning(`Could not answer ${request.method}: ${describeError(error)}`),
      )
      .finally(() => {
        for (const pending of waiting) pending.deadline.resume();
      });
  }

  #route(notification: JsonRpcNotification, requestId: RequestId | undefined): void {
    const { method } = notification;
    const fail = (error: unknown): void =>
      this.#listener.warning(`A callback of the client failed over ${method}: ${String(error)}`);
    try {
      catchRejection(this.#deliver(notification, requestId), fail);
    } catch (error) {
      fail(error);
    }
  }

  /** Hands a notification to its receiver; returns what a callback of the client returned. */
  #deliver(notification: JsonRpcNotification, requestId: RequestId | undefined): unknown {
    const { method, params } = notification;
    if (method === "notifications/progress") {
      const token = params?.["progressToken"] as RequestId;
      const progress = readProgress(params);
      const pending = progress && this.#pending.get(token);
      pending?.deadline.renew();
      return pending?.call.onProgress?.(progress as Progress);
    }
    if (method === "notifications/message") {
      const entry = readLogEntry(params);
      const onLog = this.#logTarget(requestId);
      return onLog === undefined
        ? this.#listener.notification(notification)
        : entry && onLog(entry);
    }
    if (method === "notifications/cancelled") {
      return this.#cancelled(params?.["requestId"] as RequestId);
    }
    const subscription = this.#subscription(notification, requestId);
    if (subscription === undefined) return this.#listener.notification(notification);
    subscription.deadline.clear();
    return subscription.call.onNotification?.(notification);
  }

  #cancelled(id: RequestId): void {
    // A server's own requests often have the same numbers as texts.
    const pending = typeof id === "number" ? this.#pending.get(id) : undefined;
    // 2026-07-28, Cancellation: of the client's requests, a server cancels only a subscription.
    if (pending?.call.onNotification === undefined) this.#incoming.cancel(id);
    else pending.settle({ jsonrpc: "2.0", id, result: {} });
  }

  #logTarget(requestId: RequestId | undefined): Call["onLog"] {
    if (requestId !== undefined) return this.#pending.get(requestId)?.call.onLog;
    // A log message on a shared stream names no request; with one request that wants logs, it is
    // certain.
    const takers = [...this.#pending].filter(({ call }) => call.onLog !== undefined);
    return takers.length === 1 ? takers[0]?.call.onLog : undefined;
  }

  #subscription(
    notification: JsonRpcNotification,
    requestId: RequestId | undefined,
  ): PendingCall | undefined {
    const meta = notification.params?.["_meta"] as JsonObject | undefined;
    const id = (meta?.[MetaKey.subscriptionId] as RequestId | undefined) ?? requestId;
    const pending = this.#pending.get(id);
    return pending?.call.onNotification === undefined ? undefined : pending;
  }

  #cancel(id: RequestId, call: Call, reason: Error): void {
    if (call.isUncancellable || this.#end !== undefined) return;
    // 2026-07-28, Cancellation: on HTTP, closing the response stream is the whole signal.
    const isStreamSignal = call.revision !== undefined && isModern(call.revision);
    if (isStreamSignal && this.transport.kind === "http") return;
    this.notify({
      method: "notifications/cancelled",
      params: { requestId: id, reason: reason.message },
      ...(call.revision !== undefined && { revision: call.revision }),
    }).catch((error: unknown) => {
      this.#listener.warning(`Could not cancel ${describeCall(call)}: ${String(error)}`);
    });
  }

  #ended(error: Error | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = error ?? new MortiseError("CONNECTION_CLOSED", "The server closed the connection");
    for (const pending of [...this.#pending]) pending.fail(this.#end);
    this.#incoming.cancelAll();
    this.#listener.ended();
  }
}

/**
 * A given `progressToken` is dropped: it belongs to another connection, and could be the id of a
 * request of this one (2026-07-28, Progress: tokens are unique across active requests).
 */
function toMessage(id: RequestId, call: Call): JsonRpcRequest {
  const { method, params, onProgress, maxTimeoutMs } = call;
  const base = { jsonrpc: "2.0", id, method } as const;
  const meta = params?.["_meta"] as JsonObject | undefined;
  if (onProgress !== undefined || maxTimeoutMs !== undefined) {
    return { ...base, params: { ...params, _meta: { ...meta, progressToken: id } } };
  }
  if (params === undefined) return base;
  if (meta?.["progressToken"] === undefined) return { ...base, params };
  const { progressToken, ...kept } = meta;
  return { ...base, params: { ...params, _meta: kept } };
}

function notAServer(method: string): MortiseError {
  return new MortiseError(
    "CONNECTION_FAILED",
    `The program sent ${method} back instead of an answer: it repeats its input, so it is no MCP server; check the command`,
  );
}

/** Names the request whose params are no JSON; any other error is returned as it is. */
function unwritable(call: Call, error: unknown): unknown {
  if (!(error instanceof TypeError) || !/BigInt|circular/i.test(error.message)) return error;
  return new MortiseError(
    "INVALID_OPTION",
    `The params of ${describeCall(call)} cannot be written as JSON: ${error.message.split("\n")[0]}; give a BigInt as a text, and no value within itself`,
    { cause: error },
  );
}
