import type {
  ClientCapabilities,
  Implementation,
  JsonObject,
  JsonRpcRequest,
  JsonRpcResponse,
  LoggingLevel,
  RequestId,
  Revision,
  Telemetry,
} from "@mortise/protocol";
import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";
import { CANCELLED, cancelled } from "../cancellation/cancelled.ts";
import type { RequestLifetime } from "../cancellation/request-lifetime.ts";
import type { ServerCore } from "../core/server-core.ts";
import { answerMethod, around } from "../dispatch/dispatch.ts";
import { reportedResources } from "../dispatch/reported-resources.ts";
import { assertSubscribable } from "../dispatch/subscribable.ts";
import { readLoggingLevel } from "../logging/logging-level.ts";
import type { Caller, ReplyChannel } from "../request/caller.ts";
import { assertMayOpen } from "../request/open-requests.ts";
import type { Origin } from "../request/origin.ts";
import { duplicateId, isRequestId } from "../request/request-id.ts";
import type { Answer } from "../result/answer.ts";
import type { Listening } from "../subscription/subscriptions.ts";
import { LISTS } from "../subscription/subscriptions.ts";
import type { SessionChange, SessionRecord } from "./session-record.ts";

interface Question {
  readonly resolve: (result: JsonObject) => void;
  readonly reject: (error: unknown) => void;
}

/** How a session reaches the instances that serve it besides this one. */
export interface SessionLink {
  /** Makes an id for a question that no other instance makes. */
  nameQuestion(): string;
  /** Saves a change for every instance; resolves when it is saved and broadcast. */
  save(session: LegacySession, change: SessionChange): Promise<void>;
  /** Passes on that the client cancels a request which is not answered here. */
  cancel(session: LegacySession, requestId: RequestId, reason: unknown): void;
  /**
   * Passes on the client's answer to a question that was not asked here; resolves when it is stored and
   * announced, and rejects with the error for the client if it could not be.
   */
  settle(session: LegacySession, response: JsonRpcResponse): Promise<void> | undefined;
}

/** How a session is begun. */
export interface SessionSettings {
  readonly id: string;
  readonly record: SessionRecord;
  /** Observes the requests of the session. */
  readonly telemetry?: Telemetry | undefined;
  /** Reaches the other instances; absent for a session of this process alone. */
  readonly link?: SessionLink | undefined;
  /** Goes on after its first request. Default `true`. */
  readonly isKept?: boolean;
  /** The session before it on the same connection, whose open requests and questions go on. */
  readonly after?: LegacySession | undefined;
}

/** URIs one session may subscribe to, and characters of all of them. */
const MAX_SUBSCRIPTIONS = 10_000;
const MAX_SUBSCRIBED = 1024 * 1024;

/**
 * The agreement of a legacy client and this server at `initialize`, and the state since then
 * (2025-11-25, Lifecycle).
 */
export class LegacySession {
  readonly id: string;
  readonly revision: Revision;
  readonly info: Implementation | undefined;
  readonly capabilities: ClientCapabilities;
  /** {@link Principal.id} of the caller that began it. */
  readonly principal: string | undefined;
  logLevel: LoggingLevel;
  /** Names the standalone stream that was opened last, on whichever instance. */
  stream: string | undefined;
  readonly #core: ServerCore;
  readonly #telemetry: Telemetry | undefined;
  readonly #link: SessionLink | undefined;
  readonly #isKept: boolean;
  readonly #questions: Map<RequestId, Question>;
  readonly #uris: Set<string>;
  readonly #lifetimes: Map<RequestId, RequestLifetime>;
  #version: number;
  readonly #count: { questions: number };
  /** Characters of the client's description of itself, and of the URIs. */
  readonly #described: number;
  #subscribed = 0;
  #listening: Listening | undefined;

  constructor(core: ServerCore, settings: SessionSettings) {
    const { id, record, telemetry, link, isKept = true, after } = settings;
    this.#questions = after ? after.#questions : new Map();
    this.#lifetimes = after ? after.#lifetimes : new Map();
    this.#count = after ? after.#count : { questions: 0 };
    this.#core = core;
    this.#telemetry = telemetry;
    this.#link = link;
    this.#isKept = isKept;
    this.id = id;
    this.revision = record.revision;
    this.info = record.info;
    this.capabilities = record.capabilities;
    this.principal = record.principal;
    this.logLevel = record.logLevel;
    this.stream = record.stream;
    this.#uris = new Set(record.uris);
    for (const uri of this.#uris) this.#subscribed += uri.length;
    this.#described = JSON.stringify([record.info, record.capabilities]).length;
    this.#version = record.version;
  }

  /** About how many characters the client has this server keep. */
  get size(): number {
    return this.#described + this.#subscribed;
  }

  /** The resources that the client subscribed to. */
  get uris(): ReadonlySet<string> {
    return this.#uris;
  }

  /** Returns whether a question waits for an answer. */
  isAsking(question: RequestId): boolean {
    return this.#questions.has(question);
  }

  /** The ids of the questions that wait for an answer. */
  get questions(): readonly RequestId[] {
    return [...this.#questions.keys()];
  }

  /** The JSON text of the `initialize` result, worked out inside everything that runs around requests. */
  initialize(
    request: JsonRpcRequest,
    channel: ReplyChannel,
    lifetime: RequestLifetime,
    origin: Origin,
  ): Answer | Promise<Answer> {
    return around(this.#core, request, this.#caller(channel, lifetime, origin), () =>
      JSON.stringify({
        protocolVersion: this.revision,
        ...this.#core.initializeResult(this.#isKept, this.revision),
      }),
    );
  }

  /** Sends change notifications through `send` until the returned function is called. */
  listen(send: (message: string) => void): () => void {
    this.#listening?.stop();
    const listening = this.#core.subscriptions.add(
      {
        lists: LISTS,
        notify: (notification) => send(notification.text()),
        end: () => undefined,
      },
      this.#uris,
    );
    this.#listening = listening;
    return () => listening.stop();
  }

  /** Sends no more change notifications, because another session follows. */
  unlisten(): void {
    this.#listening?.stop();
  }

  /** Takes over what another instance knows of this session, unless this one knows better. */
  adopt(record: SessionRecord): void {
    if (record.version <= this.#version) return;
    this.#version = record.version;
    this.logLevel = record.logLevel;
    this.stream = record.stream;
    const uris = new Set(record.uris);
    for (const uri of uris) this.#follow(uri);
    for (const uri of [...this.#uris]) if (!uris.has(uri)) this.#unfollow(uri);
  }

  /** Takes a change as the next one; `false` when others lie between. */
  advance(change: SessionChange, version: number): boolean {
    if (version <= this.#version) return true;
    if (version !== this.#version + 1) return false;
    this.#version = version;
    this.#apply(change);
    return true;
  }

  /** Answers a request of this session, which speaks to its client through `channel` meanwhile. */
  answer(
    request: JsonRpcRequest,
    channel: ReplyChannel,
    lifetime: RequestLifetime,
    origin: Origin,
  ): Answer | Promise<Answer> {
    if (this.#lifetimes.has(request.id)) throw duplicateId(request.id);
    assertMayOpen(this.#lifetimes.size);
    const caller = this.#caller(channel, lifetime, origin);
    const forget = (): boolean => this.#lifetimes.delete(request.id);
    let answer: Answer | Promise<Answer> | undefined;
    // A callback of the author may cause its own cancellation before it returns.
    this.#lifetimes.set(request.id, lifetime);
    try {
      answer = around(this.#core, request, caller, (current) => this.#work(current, caller));
    } finally {
      if (!(answer instanceof Promise)) forget();
    }
    return answer instanceof Promise ? answer.finally(forget) : answer;
  }

  #work(request: JsonRpcRequest, caller: Caller): Answer | Promise<Answer> {
    switch (request.method) {
      case "initialize":
        throw new ProtocolError(ErrorCode.InvalidRequest, "This session is initialized already");
      case "logging/setLevel":
        return this.#change({ logLevel: readLoggingLevel(request.params?.["level"]) });
      case "resources/subscribe":
        return this.#subscribe(request.params?.["uri"], caller);
      case "resources/unsubscribe":
        return this.#unsubscribe(request.params?.["uri"]);
      default:
        return answerMethod(this.#core, request, caller);
    }
  }

  /** Takes a notification of the client. */
  notify(method: string, params: JsonObject | undefined): void {
    if (method !== CANCELLED) return;
    const requestId = params?.["requestId"];
    if (!isRequestId(requestId) || this.cancel(requestId, params)) return;
    this.#link?.cancel(this, requestId, params?.["reason"]);
  }

  /** Aborts a request on behalf of the client; `false` when it is not answered here. */
  cancel(requestId: RequestId, params: JsonObject | undefined): boolean {
    const lifetime = this.#lifetimes.get(requestId);
    lifetime?.abort(cancelled(params));
    return lifetime !== undefined;
  }

  /**
   * Takes the client's answer to a question; an unexpected answer is ignored. A promise for the answer to
   * a question of another instance, which the client sends again if it could not be passed on.
   */
  settle(response: JsonRpcResponse): Promise<void> | undefined {
    if (response.id === undefined) return undefined;
    const question = this.#questions.get(response.id);
    if (!question) return this.#link?.settle(this, response);
    this.#questions.delete(response.id);
    if ("result" in response) question.resolve(response.result);
    else question.reject(ProtocolError.received(response.error));
    return undefined;
  }

  /** Fails the question whose answer could not be read, if the answer names one. */
  refuseAnswer({ id, code, message }: ProtocolError): void {
    if (id === undefined) return;
    // The client was refused already, and an outage is logged when it begins.
    this.settle({ jsonrpc: "2.0", id, error: { code, message } })?.catch(() => undefined);
  }

  /**
   * Asks the client something through `send` and waits for its answer, as long as `state.ttl` gives a user
   * of 2026-07-28 too.
   */
  ask(
    send: (message: string) => void,
    method: string,
    params: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    signal.throwIfAborted();
    this.#count.questions += 1;
    const id = this.#link?.nameQuestion() ?? `server-${this.#count.questions}`;
    const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
    const withdraw = (reason: unknown): void => {
      this.#questions.delete(id);
      send(
        JSON.stringify({
          jsonrpc: "2.0",
          method: CANCELLED,
          params: { requestId: id },
        }),
      );
      reject(reason);
    };
    const abort = (): void => withdraw(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    const { clock, sealer } = this.#core;
    const expire = (): void => withdraw(unanswered(sealer.ttl));
    const stopClock = clock.schedule(sealer.ttl, expire, { isBackground: true });
    this.#questions.set(id, { resolve, reject });
    send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return promise.finally(() => {
      stopClock();
      signal.removeEventListener("abort", abort);
    });
  }

  /** Ends everything that the session has under way. */
  close(): void {
    this.#listening?.stop();
    const gone = new MortiseError("ABORTED", "The session has ended");
    for (const lifetime of this.#lifetimes.values()) lifetime.abort(gone);
    for (const question of this.#questions.values()) question.reject(gone);
    this.#questions.clear();
  }

  #caller(channel: ReplyChannel, lifetime: RequestLifetime, origin: Origin): Caller {
    const { revision, info, capabilities, logLevel } = this;
    return {
      revision,
      info,
      capabilities,
      logLevel,
      origin,
      channel,
      lifetime,
      sealer: undefined,
      identity: undefined,
      telemetry: this.#telemetry,
      random: this.#core.random,
      extensions: this.#core.extensions,
    };
  }

  #subscribe(uri: unknown, caller: Caller): string | Promise<string> {
    if (typeof uri !== "string") {
      throw new ProtocolError(
        ErrorCode.InvalidParams,
        'resources/subscribe needs a "uri", a string',
      );
    }
    if (!this.#isKept) {
      throw new ProtocolError(
        ErrorCode.InvalidRequest,
        "resources/subscribe needs a session, and this request has none. Send initialize first; if its answer has no Mcp-Session-Id, this server keeps no sessions: read the resource again instead",
      );
    }
    assertSubscribable(uri);
    const isMore = !this.#uris.has(uri);
    if (isMore && this.#uris.size >= MAX_SUBSCRIPTIONS) {
      throw new ProtocolError(
        ErrorCode.InvalidParams,
        `A session may subscribe to ${MAX_SUBSCRIPTIONS} resources; unsubscribe from some first`,
      );
    }
    if (isMore && this.#subscribed + uri.length > MAX_SUBSCRIBED) {
      throw new ProtocolError(
        ErrorCode.InvalidParams,
        `The resources that a session subscribes to may have ${MAX_SUBSCRIBED} characters together; unsubscribe from some first`,
      );
    }
    // A resource that the caller may not read is taken like any other, and never reported.
    const follow = (reported: readonly string[]): string | Promise<string> =>
      reported.length === 0 ? "{}" : this.#change({ subscribe: uri });
    const reported = reportedResources(this.#core, [uri], caller);
    return reported instanceof Promise ? reported.then(follow) : follow(reported);
  }

  #unsubscribe(uri: unknown): string | Promise<string> {
    // An unknown subscription is as good as ended.
    return typeof uri === "string" ? this.#change({ unsubscribe: uri }) : "{}";
  }

  #change(change: SessionChange): string | Promise<string> {
    if (this.#link) return this.#link.save(this, change).then(() => "{}");
    this.#apply(change);
    return "{}";
  }

  #apply(change: SessionChange): void {
    if ("logLevel" in change) this.logLevel = change.logLevel;
    else if ("stream" in change) this.stream = change.stream;
    else if ("subscribe" in change) this.#follow(change.subscribe);
    else this.#unfollow(change.unsubscribe);
  }

  #follow(uri: string): void {
    if (!this.#uris.has(uri)) this.#subscribed += uri.length;
    this.#uris.add(uri);
    this.#listening?.add(uri);
  }

  #unfollow(uri: string): void {
    if (this.#uris.delete(uri)) this.#subscribed -= uri.length;
    this.#listening?.remove(uri);
  }
}

function unanswered(ttl: number): ProtocolError {
  const message = `no answer came within ${ttl / 1000} s; raise state.ttl of createServer to wait longer`;
  return new ProtocolError(ErrorCode.InternalError, message);
}
