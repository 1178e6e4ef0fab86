import type {
  Clock,
  JsonObject,
  JsonRpcNotification,
  JsonRpcRequest,
  LoggingLevel,
  Revision,
  SubscriptionFilter,
  Telemetry,
} from "@mortise/protocol";
import { ErrorCode, isModern, MortiseError, ProtocolError, pause } from "@mortise/protocol";
import { untilCancelled } from "../cancellation/until-cancelled.ts";
import { untilDeadline } from "../cancellation/until-deadline.ts";
import { answerInput } from "../client-feature/answer-input.ts";
import { MalformedQuestionError } from "../client-feature/assert-question.ts";
import { UnvisitableUrlError } from "../client-feature/elicitation-url.ts";
import type { InputHandlers } from "../client-feature/input-handler.ts";
import type {
  ClientExtensionRegistry,
  ExtensionOptions,
} from "../extension/client-extension-registry.ts";
import type { MultiplexerListener } from "../jsonrpc/multiplexer.ts";
import { Multiplexer } from "../jsonrpc/multiplexer.ts";
import type { KnownServers } from "../known-server/known-servers.ts";
import type { Call } from "../request/call.ts";
import { catchRejection } from "../request/catch-rejection.ts";
import type { Watch } from "../request/observe-call.ts";
import { untilAdmitted } from "../request/until-admitted.ts";
import type { Agreement, ClientIdentity } from "../versioning/agreement.ts";
import { withoutRequestMeta, withRequestMeta } from "../versioning/agreement.ts";
import { negotiate } from "../versioning/negotiate.ts";
import { RestartBudget } from "./restart-budget.ts";
import type { TransportSource } from "./transport-source.ts";

/** The parts and settings of a {@link ClientConnection}. */
export interface ClientConnectionOptions {
  /** The name and capabilities to declare. */
  readonly identity: ClientIdentity;
  /** The handlers of a server's requests. */
  readonly handlers: InputHandlers;
  /** The extensions of requests and results. */
  readonly extensions: ClientExtensionRegistry;
  /** The only revision to speak. Default: negotiated. */
  readonly revision?: Revision;
  /** The time limit of a request without one of its own. */
  readonly timeoutMs: number;
  /** The limit up to which progress extends a request without one of its own. Default: none. */
  readonly maxTimeoutMs?: number | undefined;
  /** The time limit of the first probe. */
  readonly probeTimeoutMs: number;
  /** Opens a new transport for the next request after one that ended by itself. */
  readonly canRestart: boolean;
  /** Observes requests. Default: none. */
  readonly telemetry?: Telemetry;
  /** Counts every time limit and pause. */
  readonly clock: Clock;
  /** Remembers the agreed revision. */
  readonly knownServers: KnownServers;
  /** Receives problems that fail no request. */
  readonly warn: (message: string) => void;
}

/** A request as the client's methods make it; the connection adds revision and metadata. */
export interface ConnectionCall extends Omit<Call, "revision" | "timeoutMs"> {
  /** Default: that of the connection. */
  readonly timeoutMs?: number | undefined;
  /** The mildest severity of log messages that the server is to send. */
  readonly logLevel?: LoggingLevel | undefined;
  /** Options for extensions, by their identifiers. */
  readonly extensions?: ExtensionOptions | undefined;
}

/**
 * Keeps a connection usable: opens it, agrees on a revision, and does both again when it is lost.
 *
 * The next request restarts a server process that crashed. A legacy session that the server ended
 * is initialized again, and the request that met this is repeated, because the server refused it
 * before acting on it.
 */
export class ClientConnection {
  readonly #source: TransportSource;
  readonly #options: ClientConnectionOptions;
  readonly #restarts: RestartBudget;
  readonly #notificationListeners = new Set<(notification: JsonRpcNotification) => unknown>();
  readonly #renewalListeners = new Set<() => void>();
  readonly #lossListeners = new Set<() => void>();
  readonly #gapListeners = new Set<(filter: SubscriptionFilter) => void>();
  readonly #closing = new AbortController();
  #multiplexer: Multiplexer | undefined;
  #agreement: Agreement | undefined;
  #renewal: Promise<Multiplexer> | undefined;

  constructor(source: TransportSource, options: ClientConnectionOptions) {
    this.#source = source;
    this.#options = options;
    this.#restarts = new RestartBudget(options.clock);
  }

  /**
   * The agreed revision and the server's description of itself; reading it before {@link open} is a
   * mistake in this package.
   */
  get agreement(): Agreement {
    if (this.#agreement === undefined) throw new TypeError("The connection has not been opened");
    return this.#agreement;
  }

  get isModern(): boolean {
    return isModern(this.agreement.revision);
  }

  /** `http`, `stdio`, `memory`, or the name that a custom transport gives itself. */
  get kind(): string {
    return this.#multiplexer?.transport.kind ?? "";
  }

  /** Why the server cannot report changes by itself; `undefined` if it can. */
  get unheard(): Error | undefined {
    return this.#multiplexer?.transport.unheard;
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Aborts when the connection is closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** A lost connection can be opened again. */
  get canReopen(): boolean {
    return this.#source.canReopen && this.#options.canRestart;
  }

  get options(): ClientConnectionOptions {
    return this.#options;
  }

  /** Connects and agrees on a revision. */
  async open(signal?: AbortSignal): Promise<void> {
    await this.#negotiate(signal);
  }

  /**
   * Sends a request, first opening the connection again if it was lost. A request that changes
   * nothing is repeated after the pause that a busy server asks for.
   */
  request(call: ConnectionCall): Promise<JsonObject> {
    const { method, signal, timeoutMs = this.#options.timeoutMs } = call;
    const { clock } = this.#options;
    const limit = { method, timeoutMs, clock, ...(signal !== undefined && { signal }) };
    return untilAdmitted(limit, (leftMs) => this.#send(call, leftMs));
  }

  async #send(call: ConnectionCall, timeoutMs: number): Promise<JsonObject> {
    // Most requests find the connection open and need not wait.
    const multiplexer =
      this.#readyMultiplexer ?? (await this.#within(call, timeoutMs, this.#ready()));
    const agreement = this.#agreement;
    try {
      return await multiplexer.request(this.#prepare(call, timeoutMs));
    } catch (error) {
      if (!this.#isStale(error)) throw error;
      if (this.#agreement === agreement) await this.#within(call, timeoutMs, this.#renew());
      const renewed = await this.#within(call, timeoutMs, this.#ready());
      return await renewed.request(this.#prepare(call, timeoutMs));
    }
  }

  /** Waits for a connection to be opened again, which counts towards the time of the call. */
  #within<Value>(call: ConnectionCall, timeoutMs: number, opening: Promise<Value>): Promise<Value> {
    const { deadline } = call;
    if (deadline === undefined) return untilCancelled(opening, call);
    return untilCancelled(untilDeadline(opening, { ...call, timeoutMs }, deadline), call);
  }

  /**
   * Calls `listener` with every notification that belongs to no request; returns a function that
   * removes the listener.
   */
  onNotification(listener: (notification: JsonRpcNotification) => unknown): () => void {
    this.#notificationListeners.add(listener);
    return () => this.#notificationListeners.delete(listener);
  }

  /**
   * Calls `listener` whenever the connection was opened again; returns a function that removes the
   * listener.
   */
  onRenewal(listener: () => void): () => void {
    this.#renewalListeners.add(listener);
    return () => this.#renewalListeners.delete(listener);
  }

  /**
   * Calls `listener` whenever the connection was lost; returns a function that removes the
   * listener.
   */
  onLoss(listener: () => void): () => void {
    this.#lossListeners.add(listener);
    return () => this.#lossListeners.delete(listener);
  }

  /**
   * Calls `listener` when a subscription begins or begins again, since its subjects may have
   * changed before; returns a function that removes the listener.
   */
  onGap(listener: (filter: SubscriptionFilter) => void): () => void {
    this.#gapListeners.add(listener);
    return () => this.#gapListeners.delete(listener);
  }

  /** Calls the listeners of {@link onGap}. */
  reportGap(filter: SubscriptionFilter): void {
    for (const listener of [...this.#gapListeners]) listener(filter);
  }

  /** Passes a notification to every listener; the error of a listener becomes a warning. */
  dispatch(notification: JsonRpcNotification): void {
    const fail = (error: unknown): void =>
      this.#options.warn(`A listener of ${notification.method} failed: ${String(error)}`);
    for (const listener of [...this.#notificationListeners]) {
      try {
        catchRejection(listener(notification), fail);
      } catch (error) {
        fail(error);
      }
    }
  }

  /**
   * Fails the requests in flight and ends the connection, and the server process if there is one.
   */
  async close(): Promise<void> {
    if (this.isClosed) return;
    const reason = new MortiseError("CLOSED", "The client was closed");
    this.#closing.abort(reason);
    await this.#renewal?.catch(() => undefined);
    await this.#multiplexer?.close(reason);
  }

  /** The multiplexer, unless it has ended or another one is being opened. */
  get #readyMultiplexer(): Multiplexer | undefined {
    const multiplexer = this.#multiplexer;
    const isOpen = multiplexer?.end === undefined && this.#renewal === undefined && !this.isClosed;
    return isOpen ? multiplexer : undefined;
  }

  async #ready(): Promise<Multiplexer> {
    if (this.isClosed) {
      throw new MortiseError("CLOSED", "The client was closed; connect again to make requests");
    }
    if (this.#renewal !== undefined) return await this.#renewal;
    const multiplexer = this.#multiplexer;
    if (multiplexer !== undefined && multiplexer.end === undefined) return multiplexer;
    if (!this.canReopen) {
      throw (
        multiplexer?.end ?? new MortiseError("CONNECTION_CLOSED", "The connection was not opened")
      );
    }
    return await this.#renew();
  }

  #renew(): Promise<Multiplexer> {
    this.#renewal ??= this.#restart().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #restart(): Promise<Multiplexer> {
    const delayMs = this.#restarts.take();
    if (delayMs === undefined) {
      const cause = this.#multiplexer?.end;
      throw new MortiseError(
        "SERVER_EXITED",
        `The connection was lost five times within a minute and is not opened again for now: ${cause?.message ?? "the reason is unknown"}`,
        { cause },
      );
    }
    if (delayMs > 0) await pause(delayMs, { clock: this.#options.clock, signal: this.closing });
    const multiplexer = await this.#negotiate(this.closing);
    for (const listener of [...this.#renewalListeners]) listener();
    return multiplexer;
  }

  async #negotiate(signal: AbortSignal | undefined): Promise<Multiplexer> {
    const { key } = this.#source;
    const { multiplexer, agreement } = await negotiate(() => this.#openMultiplexer(), {
      ...this.#options,
      canReopen: this.#source.canReopen,
      ...(key !== undefined && { key }),
      ...(signal !== undefined && { signal }),
    });
    this.#multiplexer = multiplexer;
    this.#agreement = agreement;
    return multiplexer;
  }

  async #openMultiplexer(): Promise<Multiplexer> {
    // A transport outlives a legacy session; opening a second one would leave the first one open.
    const current = this.#multiplexer;
    if (current !== undefined && current.end === undefined) return current;
    const { handlers, warn } = this.#options;
    const listener: MultiplexerListener = {
      notification: (notification) => this.dispatch(notification),
      // 2026-07-28, Transports: servers make no requests, and clients send no responses.
      acceptsRequests: () => this.#agreement === undefined || !this.isModern,
      request: (request, signal) => this.#answer(handlers, request, signal),
      warning: warn,
      ended: () => {
        if (multiplexer !== this.#multiplexer || this.isClosed) return;
        for (const listener of [...this.#lossListeners]) listener();
      },
    };
    const multiplexer = new Multiplexer(this.#source.open(), listener, {
      clock: this.#options.clock,
      watch: this.#watch(),
    });
    await multiplexer.start();
    return multiplexer;
  }

  #watch(): Watch | undefined {
    const { telemetry } = this.#options;
    if (telemetry === undefined) return undefined;
    const { address, port } = this.#source;
    return {
      telemetry,
      ...(address !== undefined && { address }),
      ...(port !== undefined && { port }),
    };
  }

  async #answer(
    handlers: InputHandlers,
    request: JsonRpcRequest,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    if (request.method === "ping") return {};
    try {
      return await answerInput(handlers, request, signal);
    } catch (error) {
      // The error of a handler was not written for the server; only the refusal of the method is.
      if (error instanceof UnvisitableUrlError || error instanceof MalformedQuestionError) {
        throw new ProtocolError(ErrorCode.InvalidParams, error.message, { cause: error });
      }
      if (!isUnanswerable(error, request.method)) throw error;
      throw new ProtocolError(
        ErrorCode.MethodNotFound,
        `This client does not answer ${request.method}`,
        { cause: error },
      );
    }
  }

  #prepare(call: ConnectionCall, timeoutMs: number): Call {
    const { identity, extensions } = this.#options;
    const { revision } = this.agreement;
    const extended = extensions.extend(call, this.agreement);
    if (!isModern(revision)) {
      return { ...extended, params: withoutRequestMeta(extended.params), timeoutMs, revision };
    }
    const params = withRequestMeta(extended.params, {
      revision,
      identity,
      logLevel: call.logLevel,
    });
    return { ...extended, params, timeoutMs, revision };
  }

  #isStale(error: unknown): boolean {
    if (MortiseError.is(error)) {
      return error.code === "HTTP_ERROR" && error.data.sessionEnded === true;
    }
    // A server of another era replaced the one that was connected.
    return ProtocolError.is(error) && error.code === ErrorCode.UnsupportedProtocolVersion;
  }
}

/** Returns whether the client has no handler for `method`, or does not know it. */
function isUnanswerable(error: unknown, method: string): boolean {
  if (!MortiseError.is(error)) return false;
  const isOurs = error.code === "INVALID_OPTION" || error.code === "INVALID_RESPONSE";
  return isOurs && error.data.method === method;
}
