import type {
  ClientAuthOperation,
  Clock,
  JsonRpcFailure,
  JsonRpcMessage,
  RequestId,
  Revision,
  SendOptions,
  Transport,
  TransportReceiver,
} from "@mortise/protocol";
import { isModern, isRequest, MortiseError, systemClock } from "@mortise/protocol";
import type { KnownServers } from "../known-server/known-servers.ts";
import { knownServers } from "../known-server/known-servers.ts";
import { callBack } from "../request/catch-rejection.ts";
import { namedTarget } from "../request/named-target.ts";
import { startTimeLimit } from "../time/time-limit.ts";
import { readFailure } from "./http-failure.ts";
import type { HttpTransportOptions } from "./http-options.ts";
import type { HttpRequest } from "./http-requester.ts";
import { HttpRequester } from "./http-requester.ts";
import { openHttpSse, suggestsHttpSse } from "./http-sse.ts";
import { toRequestHeaders } from "./request-header.ts";
import { ResponseReader } from "./response-reader.ts";
import { limitSending } from "./send-limit.ts";
import { StandaloneStream } from "./standalone-stream.ts";

const DEFAULT_MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const END_SESSION_MS = 2000;

/**
 * The client's end of Streamable HTTP: of 2026-07-28, and in the session form of 2025-03-26 to
 * 2025-11-25.
 *
 * Each message is a POST. A legacy session is kept by its id and ended by DELETE; a legacy response
 * stream that ends early is resumed by GET with `Last-Event-ID`. A server that refuses `initialize`
 * is tried once more as one of 2024-11-05, which answers on a separate event stream (HTTP with
 * SSE).
 */
export class HttpTransport implements Transport {
  /** The name of the transport in telemetry. */
  readonly kind: string = "http";
  readonly #url: URL;
  readonly #options: HttpTransportOptions;
  readonly #clock: Clock;
  readonly #knownServers: KnownServers;
  readonly #requester: HttpRequester;
  readonly #reader: ResponseReader;
  readonly #maxBytes: number;
  readonly #closing = new AbortController();
  #receiver: TransportReceiver | undefined;
  #sessionId: string | undefined;
  #revision: Revision | undefined;
  #standalone = new AbortController();
  #listening: StandaloneStream | undefined;
  /** The URL for messages of a server of 2024-11-05. */
  #endpoint: URL | undefined;

  constructor(url: URL, options: HttpTransportOptions = {}) {
    this.#url = url;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#knownServers = options.knownServers ?? knownServers;
    this.#requester = new HttpRequester(options);
    this.#maxBytes = options.maxMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES;
    this.#reader = new ResponseReader({
      place: this.#place,
      redact: (text) => this.#requester.redact(text),
      maxBytes: this.#maxBytes,
      clock: this.#clock,
      deliver: (message, id) => this.#deliver(message, id),
      refuse: (error, id) => this.#receiver?.unreadable?.(error, id),
      resume: (lastEventId, signal) => this.#resume(lastEventId, signal),
      warn: (message) => this.#warn(message),
    });
  }

  /** The id of the session of a legacy server; `undefined` without one. */
  get sessionId(): string | undefined {
    return this.#sessionId;
  }

  /** Why the server reports nothing by itself: it offers no stream for that. */
  get unheard(): Error | undefined {
    const status = this.#listening?.refusedWith;
    if (status === undefined) return undefined;
    return new MortiseError(
      "HTTP_ERROR",
      `${this.#place} offers no event stream (GET was answered ${status}), so it cannot report changes; ask again from time to time`,
      { data: { status } },
    );
  }

  /** Takes the receiver of messages; opens no connection yet. */
  async start(receiver: TransportReceiver): Promise<void> {
    this.#receiver = receiver;
  }

  /** Sends one message as a POST; its answers go to the receiver. */
  async send(message: JsonRpcMessage, options: SendOptions = {}): Promise<void> {
    const isInitialize = isRequest(message) && message.method === "initialize";
    if (isInitialize) this.#forgetSession();
    const { signal, clear } = limitSending(message, {
      clock: this.#clock,
      signal: options.signal,
      closing: this.#closing.signal,
    });
    if (!isInitialize) return await this.#post(message, options, signal).finally(clear);
    if (this.#knownServers.speaksHttpSse(this.#place)) await this.#openHttpSse(signal);
    try {
      await this.#post(message, options, signal);
    } catch (error) {
      const failure = error as Error;
      if (this.#endpoint !== undefined || !suggestsHttpSse(failure)) throw error;
      await this.#openHttpSse(signal, failure);
      await this.#post(message, options, signal);
    }
  }

  /**
   * Prepares for the agreed revision: a session opens its GET stream, and one that an `initialize` began
   * beside the modern revision is ended.
   */
  async opened(revision: Revision): Promise<void> {
    if (isModern(revision)) {
      await this.#endSession();
      this.#forgetSession();
      return;
    }
    this.#revision = revision;
    if (this.#endpoint !== undefined) return;
    this.#listening = new StandaloneStream({
      clock: this.#clock,
      signal: AbortSignal.any([this.#closing.signal, this.#standalone.signal]),
      open: (init) => this.#fetch({ method: "GET", ...init }),
      receive: (body, position) => this.#reader.receive(body, position),
      warn: (message) => this.#warn(`${this.#place}: ${message}`),
    });
    await this.#listening.opened;
  }

  /** Ends every request and stream, and a session with a DELETE. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    await this.#endSession();
    this.#requester.close();
    this.#receiver?.closed();
  }

  async #endSession(): Promise<void> {
    if (this.#sessionId === undefined) return;
    const { signal, clear } = startTimeLimit(END_SESSION_MS, this.#clock);
    // 2025-11-25, Session Management: the server may refuse to end a session.
    const response = await this.#fetch({ method: "DELETE", signal }).catch(() => undefined);
    await response?.body?.cancel().catch(() => undefined);
    clear();
    this.#sessionId = undefined;
  }

  async #post(message: JsonRpcMessage, options: SendOptions, signal: AbortSignal): Promise<void> {
    this.#listening?.retry();
    const sessionId = this.#sessionId;
    const endpoint = this.#endpoint;
    const revision = options.revision ?? this.#revision;
    const operation = toOperation(message);
    const { suspendTimeout } = options;
    const response = await this.#fetch({
      method: "POST",
      signal,
      body: JSON.stringify(message),
      headers: {
        ...options.headers,
        ...toRequestHeaders(message, revision),
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      ...(operation !== undefined && { operation }),
      ...(suspendTimeout !== undefined && { suspendTimeout }),
    });
    const isInitialize = isRequest(message) && message.method === "initialize";
    if (!response.ok) {
      const failure = await this.#readFailure(response);
      // In 2024-11-05 the stream is the session, and its id is part of the endpoint.
      const isInSession = sessionId !== undefined || (endpoint !== undefined && !isInitialize);
      const { status } = response;
      // 2025-11-25, Session Management: 404 means that the session is over. Servers that were restarted
      // often answer 400 to an id that they do not know.
      const isOver = status === 404 || (status === 400 && namesSession(failure));
      throw isInSession && isOver ? sessionEnded(failure, status) : failure;
    }
    const isAnsweredHere = isRequest(message) && endpoint === undefined;
    if (isInitialize && isAnsweredHere) {
      this.#sessionId = response.headers.get("mcp-session-id") ?? undefined;
    }
    if (isAnsweredHere) {
      const isResumable = revision === undefined || !isModern(revision);
      await this.#reader.read(response, { id: message.id, isResumable, signal });
    } else {
      await response.body?.cancel().catch(() => undefined);
    }
  }

  /**
   * Opens the stream of a server of 2024-11-05, and remembers whether the server has one.
   *
   * @throws `refusal`, the server's earlier answer, if it was given and there is no stream.
   */
  async #openHttpSse(signal: AbortSignal, refusal?: Error): Promise<void> {
    this.#knownServers.setSpeaksHttpSse(this.#place, false);
    const outcome = await openHttpSse({
      url: this.#url,
      clock: this.#clock,
      maxBytes: this.#maxBytes,
      signal,
      closing: AbortSignal.any([this.#closing.signal, this.#standalone.signal]),
      open: (init) => this.#fetch({ method: "GET", ...init }),
      readFailure: (response) => this.#readFailure(response, "GET"),
      receive: (data) => void this.#reader.take(data),
      lost: (error) => {
        this.#closing.abort();
        this.#requester.close();
        this.#receiver?.closed(error);
      },
    });
    if ("endpoint" in outcome) {
      this.#endpoint = outcome.endpoint;
      this.#knownServers.setSpeaksHttpSse(this.#place, true);
    } else if (refusal !== undefined) {
      const { reason } = outcome;
      // A JSON-RPC error says more than the lack of an event stream.
      const isHttpError = MortiseError.is(refusal) && refusal.code === "HTTP_ERROR";
      if (reason === undefined || !isHttpError) throw refusal;
      throw new MortiseError(
        "HTTP_ERROR",
        `${refusal.message}; and its event stream, which a server of 2024-11-05 would answer on, ${reason}`,
        { cause: refusal, data: refusal.data },
      );
    }
  }

  /** Makes one HTTP request with the headers of the session. */
  #fetch(
    request: Omit<HttpRequest, "url" | "headers"> & Partial<Pick<HttpRequest, "headers">>,
  ): Promise<Response> {
    const endpoint = request.method === "POST" ? this.#endpoint : undefined;
    return this.#requester.fetch({
      ...request,
      url: endpoint ?? this.#url,
      // The login is for the URL that the user gave, and no message of a server names another.
      ...(endpoint !== undefined && { server: this.#url }),
      headers: {
        ...(this.#sessionId !== undefined && { "mcp-session-id": this.#sessionId }),
        ...(this.#revision !== undefined && { "mcp-protocol-version": this.#revision }),
        ...request.headers,
      },
    });
  }

  async #resume(
    lastEventId: string,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array> | null> {
    try {
      const headers = { accept: "text/event-stream", "last-event-id": lastEventId };
      const response = await this.#fetch({ method: "GET", signal, headers });
      if (response.ok) return response.body;
      await response.body?.cancel().catch(() => undefined);
      return null;
    } catch (error) {
      if (signal.aborted) throw error;
      return null;
    }
  }

  #readFailure(response: Response, method: "POST" | "GET" = "POST"): Promise<Error> {
    const { origin, pathname } = (method === "POST" && this.#endpoint) || this.#url;
    const redact = (text: string): string => this.#requester.redact(text);
    const redactJson = <Value>(value: Value): Value => this.#requester.redactJson(value);
    return readFailure(response, { method, url: origin + pathname, redact, redactJson });
  }

  #forgetSession(): void {
    this.#sessionId = undefined;
    this.#revision = undefined;
    this.#endpoint = undefined;
    this.#standalone.abort();
    this.#standalone = new AbortController();
  }

  /** Hands a message on; an error that repeats a credential must not carry it into logs. */
  #deliver(message: JsonRpcMessage, id?: RequestId): void {
    this.#receiver?.message("error" in message ? this.#redactError(message) : message, id);
  }

  #redactError(message: JsonRpcFailure): JsonRpcMessage {
    try {
      return { ...message, error: this.#requester.redactJson(message.error) };
    } catch {
      // An error that is nested too deeply to be searched for credentials is not shown.
      const { code } = message.error;
      const text = "(the error of the server is nested too deeply to be shown)";
      return { ...message, error: { code, message: text } };
    }
  }

  #warn(message: string): void {
    const { onWarning } = this.#options;
    // A warning about a warning has nowhere to go.
    callBack(() => onWarning?.(this.#requester.redact(message)), ignore);
  }

  get #place(): string {
    return this.#url.origin + this.#url.pathname;
  }
}

function ignore(): void {}

function toOperation(message: JsonRpcMessage): ClientAuthOperation | undefined {
  if (!("method" in message)) return undefined;
  const target = namedTarget(message);
  return { method: message.method, ...(target !== undefined && { target }) };
}

/** Returns whether a refusal is about the session; the URL in its message does not count. */
function namesSession(failure: Error): boolean {
  const [, reason = failure.message] = failure.message.split(" was answered ");
  return /session|not initialized/i.test(reason);
}

function sessionEnded(failure: Error, status: number): MortiseError {
  return new MortiseError("HTTP_ERROR", `The server has ended the session: ${failure.message}`, {
    cause: failure,
    data: { status, sessionEnded: true },
  });
}
