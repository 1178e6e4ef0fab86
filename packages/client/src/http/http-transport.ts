import type {
  Clock,
  JsonRpcMessage,
  RequestId,
  Revision,
  SendOptions,
  Transport,
  TransportReceiver,
} from "@mortise/protocol";
import {
  checkMessage,
  isModern,
  isRequest,
  isResponse,
  MortiseError,
  parseMessage,
  systemClock,
} from "@mortise/protocol";
import type { KnownServers } from "../known-server/known-servers.ts";
import { knownServers } from "../known-server/known-servers.ts";
import { pause } from "../time/pause.ts";
import { startTimeLimit } from "../time/time-limit.ts";
import { connectionFailed } from "./connection-failed.ts";
import type { StreamPosition } from "./event-stream.ts";
import { readEvents, startPosition } from "./event-stream.ts";
import { readFailure } from "./http-failure.ts";
import type { HttpTransportOptions } from "./http-options.ts";
import { openHttpSse, suggestsHttpSse } from "./http-sse.ts";
import { readBody } from "./read-body.ts";
import { fetchFromOrigin } from "./redirect.ts";
import { joinHeaders, toRequestHeaders } from "./request-header.ts";
import { limitSending } from "./send-limit.ts";
import { StandaloneStream } from "./standalone-stream.ts";

const DEFAULT_MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** How often a response stream is resumed without anything new arriving on it. */
const MAX_RESUMPTIONS = 5;
/** How long a server may keep a stream open after the response that ends it. */
const LINGER_MS = 1000;
const END_SESSION_MS = 2000;

/**
 * Streamable HTTP, as a client speaks it: 2026-07-28, and the session form of 2025-03-26 to 2025-11-25.
 *
 * Each message is a POST. A legacy session is kept by its id and ended by DELETE; a legacy response
 * stream that ends early is resumed by GET with `Last-Event-ID`. A server that refuses `initialize`
 * is tried as one of 2024-11-05, which answers on an event stream of its own (HTTP with SSE).
 */
export class HttpTransport implements Transport {
  readonly kind: string = "http";
  readonly #url: URL;
  readonly #options: HttpTransportOptions;
  readonly #clock: Clock;
  readonly #knownServers: KnownServers;
  readonly #closing = new AbortController();
  #receiver: TransportReceiver | undefined;
  #sessionId: string | undefined;
  #revision: Revision | undefined;
  #standalone = new AbortController();
  #listening: StandaloneStream | undefined;
  /** Where a server of 2024-11-05 wants its messages. */
  #endpoint: URL | undefined;

  constructor(url: URL, options: HttpTransportOptions = {}) {
    this.#url = url;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#knownServers = options.knownServers ?? knownServers;
  }

  get sessionId(): string | undefined {
    return this.#sessionId;
  }

  async start(receiver: TransportReceiver): Promise<void> {
    this.#receiver = receiver;
  }

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

  async #post(message: JsonRpcMessage, options: SendOptions, signal: AbortSignal): Promise<void> {
    this.#listening?.used();
    const sessionId = this.#sessionId;
    const endpoint = this.#endpoint;
    const revision = options.revision ?? this.#revision;
    const response = await this.fetch("POST", {
      signal,
      body: JSON.stringify(message),
      headers: {
        ...options.headers,
        ...toRequestHeaders(message, revision),
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
    });
    const isInitialize = isRequest(message) && message.method === "initialize";
    if (!response.ok) {
      // A session of 2024-11-05 is its stream, whose id is part of the endpoint.
      const isInSession = sessionId !== undefined || (endpoint !== undefined && !isInitialize);
      throw await this.#toFailure(response, isInSession);
    }
    const isAnsweredHere = isRequest(message) && endpoint === undefined;
    if (isInitialize && isAnsweredHere) {
      this.#sessionId = response.headers.get("mcp-session-id") ?? undefined;
    }
    if (isAnsweredHere) await this.#readResponse(response, message.id, revision, signal);
    else await response.body?.cancel().catch(() => undefined);
  }

  /**
   * Opens the stream of a server of 2024-11-05, and forgets what was remembered if there is none.
   *
   * @throws `refusal`, what the server answered before, when it was given.
   */
  async #openHttpSse(signal: AbortSignal, refusal?: Error): Promise<void> {
    this.#knownServers.setSpeaksHttpSse(this.#place, false);
    const outcome = await openHttpSse({
      url: this.#url,
      clock: this.#clock,
      maxBytes: this.#maxMessageBytes,
      signal,
      closing: AbortSignal.any([this.#closing.signal, this.#standalone.signal]),
      fetch: (method, init) => this.fetch(method, init),
      receive: (data) => {
        const message = this.#parse(data);
        if (message !== undefined) this.#receiver?.message(message);
      },
      lost: (error) => {
        this.#closing.abort();
        this.#receiver?.closed(error);
      },
    });
    if ("endpoint" in outcome) {
      this.#endpoint = outcome.endpoint;
      this.#knownServers.setSpeaksHttpSse(this.#place, true);
    } else if (refusal !== undefined) {
      const { reason } = outcome;
      // A JSON-RPC error says more than what its event stream lacks.
      const isMortise = MortiseError.is(refusal) && refusal.code === "HTTP_ERROR";
      if (reason === undefined || !isMortise) throw refusal;
      throw new MortiseError(
        "HTTP_ERROR",
        `${refusal.message}; and its event stream, which a server of 2024-11-05 would answer on, ${reason}`,
        { cause: refusal, data: refusal.data },
      );
    }
  }

  async opened(revision: Revision): Promise<void> {
    if (isModern(revision)) return;
    this.#revision = revision;
    if (this.#endpoint !== undefined) return;
    this.#listening = new StandaloneStream(this, {
      clock: this.#clock,
      signal: AbortSignal.any([this.#closing.signal, this.#standalone.signal]),
      receive: (body, position) => this.#receiveAll(body, position, undefined),
      warn: (message) => this.#options.onWarning?.(`${this.#place}: ${message}`),
    });
    await this.#listening.opened;
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    if (this.#sessionId !== undefined) {
      const { signal, clear } = startTimeLimit(END_SESSION_MS, this.#clock);
      // 2025-11-25, Session Management: the server may refuse to end a session.
      const response = await this.fetch("DELETE", { signal }).catch(() => undefined);
      await response?.body?.cancel().catch(() => undefined);
      clear();
      this.#sessionId = undefined;
    }
    this.#receiver?.closed();
  }

  /** Makes one HTTP request with the headers of the session; `CONNECTION_FAILED` when it cannot. */
  async fetch(
    method: "POST" | "GET" | "DELETE",
    init: { signal: AbortSignal; body?: string; headers?: Record<string, string> },
  ): Promise<Response> {
    const { headers = {}, fetch: send = fetch } = this.#options;
    const given = typeof headers === "function" ? await headers() : headers;
    const all = joinHeaders(given, {
      ...(this.#sessionId !== undefined && { "mcp-session-id": this.#sessionId }),
      ...(this.#revision !== undefined && { "mcp-protocol-version": this.#revision }),
      ...init.headers,
    });
    const url = (method === "POST" && this.#endpoint) || this.#url;
    try {
      return await fetchFromOrigin(send, url, {
        method,
        signal: init.signal,
        ...(init.body !== undefined && { body: init.body }),
        headers: all,
      });
    } catch (cause) {
      if (init.signal.aborted) throw cause;
      throw connectionFailed(this.#place, cause);
    }
  }

  get #place(): string {
    return this.#url.origin + this.#url.pathname;
  }

  #forgetSession(): void {
    this.#sessionId = undefined;
    this.#revision = undefined;
    this.#endpoint = undefined;
    this.#standalone.abort();
    this.#standalone = new AbortController();
  }

  async #toFailure(response: Response, isInSession: boolean): Promise<Error> {
    const { origin, pathname } = this.#endpoint ?? this.#url;
    const failure = await readFailure(response, { method: "POST", url: origin + pathname });
    // 2025-11-25, Session Management: 404 says that the session is over.
    if (response.status !== 404 || !isInSession) return failure;
    return new MortiseError("HTTP_ERROR", `The server has ended the session: ${failure.message}`, {
      cause: failure,
      data: { status: 404, sessionEnded: true },
    });
  }

  async #readResponse(
    response: Response,
    id: RequestId,
    revision: Revision | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const type = response.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
    if (type === "text/event-stream" && response.body !== null) {
      const isResumable = revision === undefined || !isModern(revision);
      return await this.#readStream(response.body, id, isResumable, signal);
    }
    const text = await readBody(response, this.#maxMessageBytes);
    if (type !== "application/json") {
      throw new MortiseError(
        "INVALID_RESPONSE",
        `${this.#place} answered a request with ${response.status} and content type ${type ?? "none"}; is this the URL of an MCP server?`,
      );
    }
    if (!this.#deliverAll(text, id)) throw noResponse(this.#place);
  }

  /** Delivers a JSON body, which some 2025-03-26 servers send as a batch of one. */
  #deliverAll(text: string, id: RequestId): boolean {
    const message = readMessages(text, this.#place);
    for (const each of message) this.#receiver?.message(each, id);
    return message.some((each) => answers(each, id));
  }

  async #readStream(
    first: ReadableStream<Uint8Array>,
    id: RequestId,
    isResumable: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const position = startPosition();
    let body: ReadableStream<Uint8Array> | null = first;
    let broken: unknown;
    for (let attempts = 0; attempts <= MAX_RESUMPTIONS; attempts += 1) {
      const before = position.lastEventId;
      if (body !== null) {
        try {
          if (await this.#receiveAll(body, position, id)) return;
        } catch (error) {
          if (signal.aborted || MortiseError.is(error)) throw error;
          broken = error;
        }
      }
      if (!isResumable || position.lastEventId === undefined) break;
      if (position.lastEventId !== before) attempts = 0;
      if (!(await pause(position.retryMs, { clock: this.#clock, signal }))) break;
      body = await this.#resume(position.lastEventId, signal);
    }
    throw new MortiseError(
      "CONNECTION_CLOSED",
      `${this.#place} ended the response stream before it answered`,
      { cause: broken },
    );
  }

  async #resume(
    lastEventId: string,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array> | null> {
    try {
      const response = await this.fetch("GET", {
        signal,
        headers: { accept: "text/event-stream", "last-event-id": lastEventId },
      });
      if (response.ok) return response.body;
      await response.body?.cancel().catch(() => undefined);
      return null;
    } catch (error) {
      if (signal.aborted) throw error;
      return null;
    }
  }

  /** Delivers what a stream carries; tells whether the response to `id` was among it. */
  async #receiveAll(
    body: ReadableStream<Uint8Array>,
    position: StreamPosition,
    id: RequestId | undefined,
  ): Promise<boolean> {
    let isAnswered = false;
    const linger = new AbortController();
    let stopLingering: (() => void) | undefined;
    try {
      for await (const { data } of readEvents(body, {
        position,
        maxBytes: this.#maxMessageBytes,
        signal: linger.signal,
      })) {
        const message = data === "" ? undefined : this.#parse(data);
        if (message === undefined) continue;
        this.#receiver?.message(message, id);
        if (id === undefined || isAnswered || !answers(message, id)) continue;
        isAnswered = true;
        // Reading to the end keeps the connection for the next request; a server that does not end
        // the stream does not get to hold it.
        stopLingering = this.#clock.schedule(LINGER_MS, () => linger.abort());
      }
    } catch (error) {
      if (!isAnswered) throw error;
    } finally {
      stopLingering?.();
    }
    return isAnswered;
  }

  #parse(data: string): JsonRpcMessage | undefined {
    try {
      return parseMessage(data);
    } catch (error) {
      this.#options.onWarning?.(`${this.#place} sent an event that is no message: ${error}`);
      return undefined;
    }
  }

  get #maxMessageBytes(): number {
    return this.#options.maxMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES;
  }
}

function answers(message: JsonRpcMessage, id: RequestId): boolean {
  return isResponse(message) && (message.id === undefined || message.id === id);
}

function readMessages(text: string, place: string): JsonRpcMessage[] {
  try {
    const value: unknown = JSON.parse(text);
    return (Array.isArray(value) ? value : [value]).map((each) => checkMessage(each));
  } catch (cause) {
    throw new MortiseError(
      "INVALID_RESPONSE",
      `${place} answered a request with a body that is no JSON-RPC message`,
      { cause },
    );
  }
}

function noResponse(place: string): MortiseError {
  return new MortiseError(
    "INVALID_RESPONSE",
    `${place} answered a request with another's response`,
  );
}
