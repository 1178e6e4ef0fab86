import type {
  AuthProvider,
  Duration,
  JsonRpcMessage,
  JsonRpcRequest,
  OptionNames,
  Random,
  Tap,
  TapExchange,
  Telemetry,
} from "@mortise/protocol";
import {
  ErrorCode,
  isModern,
  isRequest,
  isRevision,
  openTap,
  ProtocolError,
  parseDuration,
  parseMessage,
} from "@mortise/protocol";
import type { AuthExchange } from "../authorization/authenticate.ts";
import { ANONYMOUS, authenticate } from "../authorization/authenticate.ts";
import { checkAuth } from "../authorization/check-auth.ts";
import { closing } from "../cancellation/stopping.ts";
import type { ServerCard } from "../card/server-card.ts";
import { warnOfNamelessCallers } from "../catalogue/warn-of-nameless-callers.ts";
import type { ExtensionMethods, ServerCore } from "../core/server-core.ts";
import { dispatch } from "../dispatch/dispatch.ts";
import type { CallerSource } from "../request/caller.ts";
import type { Origin } from "../request/origin.ts";
import type { Identity } from "../result/identity.ts";
import { toProtocolError, writeFailure } from "../result/response.ts";
import type { StateSealer } from "../state/state-sealer.ts";
import { isTransientRuntime } from "../state/transient-runtime.ts";
import { nextTurn } from "../time/next-turn.ts";
import { hasModernMeta, readModernCaller } from "../versioning/modern-caller.ts";
import { EventStreams } from "./exchange/event-stream.ts";
import type { HttpExchange } from "./exchange/exchange.ts";
import { OpenAnswers } from "./exchange/open-answers.ts";
import { PostAnswer } from "./exchange/post-answer.ts";
import type { OpenAnswer, Responder } from "./exchange/responder.ts";
import { JSON_HEADERS } from "./exchange/responder.ts";
import { TappedExchange } from "./exchange/tapped-exchange.ts";
import type { GuardOptions } from "./guard.ts";
import { Guard } from "./guard.ts";
import { checkHeaders, checkVersionHeader } from "./header-check.ts";
import type { HealthOptions } from "./health.ts";
import { LegacyEndpoint } from "./legacy/legacy-endpoint.ts";
import type { SessionOptions } from "./legacy/session-store.ts";
import { checkSessionOptions } from "./legacy/session-store.ts";
import { targetScopes } from "./target-scopes.ts";

/** How a server is served over HTTP. */
export interface HttpOptions extends GuardOptions {
  /** Bytes a request body may have. Default 4 MB. */
  readonly maxBodyBytes?: number;
  /**
   * Legacy sessions; `false` hands out none, so that any instance can answer the next request, and
   * requests that need one are refused. Default: kept, except on platforms that lose them, such as
   * Cloudflare Workers, Vercel, AWS Lambda and Deno Deploy, unless instances share a backplane.
   */
  readonly sessions?: SessionOptions | false;
  /** How long running requests may finish when the server closes. Default `"10s"`. */
  readonly grace?: Duration;
  /**
   * Reports on `/healthz` that the process runs and on `/readyz` that the server takes requests, or on
   * other paths; without credentials. Default: `true` where Mortise listens itself, otherwise `false`.
   */
  readonly health?: boolean | HealthOptions;
  /** Describes the server for clients that have not connected yet, see {@link serverCard}. Default: nothing does. */
  readonly card?: ServerCard;
  /** Observes the requests of this endpoint. Default: the server's own telemetry. */
  readonly telemetry?: Telemetry | undefined;
  /** Receives each frame of requests to the MCP endpoint and of their responses. Default: none. */
  readonly tap?: Tap;
}

/** The names of {@link HttpOptions}. */
export const HTTP_OPTIONS: OptionNames<HttpOptions> = {
  allowedHosts: true,
  allowedOrigins: true,
  allowedHeaders: true,
  maxBodyBytes: true,
  sessions: true,
  grace: true,
  health: true,
  card: true,
  telemetry: true,
  tap: true,
};

/** The body limit unless an option says otherwise. */
const DEFAULT_MAX_BODY_BYTES: number = 4 * 1024 * 1024;

/** Takes JSON or event streams, or says nothing (RFC 9110, 12.5.1). */
const ACCEPTS = /application\/json|application\/\*|\*\/\*|text\/\*|text\/event-stream|^\s*$/i;

/** Where a request comes from that may go on; `undefined` for one that has been answered. */
type Admission = Origin | undefined;

/**
 * The Streamable HTTP transport without the platform: what a request means and how it is answered.
 *
 * The platform reads the body, having asked {@link HttpEngine.admit} first.
 */
export class HttpEngine implements Responder, CallerSource {
  readonly maxBodyBytes: number;
  readonly streams: EventStreams;
  readonly random: Random;
  readonly core: ServerCore;
  /** Absent if the next request may reach an instance that could not open the state of this one. */
  readonly sealer: StateSealer | undefined;
  readonly identity: Identity;
  readonly extensions: ExtensionMethods;
  /** May be set until the first request. */
  telemetry: Telemetry | undefined;
  readonly #guard: Guard;
  readonly #grace: number;
  readonly #sessions: SessionOptions | false | undefined;
  readonly #beginTap: (() => TapExchange) | undefined;
  readonly #open: OpenAnswers;
  #legacyEndpoint: LegacyEndpoint | undefined;
  #hasBegun = false;
  #isClosed = false;

  constructor(core: ServerCore, options: HttpOptions = {}) {
    this.core = core;
    this.streams = new EventStreams(core.clock);
    this.#open = new OpenAnswers(core.clock);
    this.random = core.random;
    this.sealer = core.sealer.hasEphemeralKey && isTransientRuntime() ? undefined : core.sealer;
    this.identity = core.identity;
    this.extensions = core.extensions;
    this.telemetry = options.telemetry ?? core.telemetry;
    this.maxBodyBytes = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
    this.#sessions = options.sessions;
    if (this.#sessions) checkSessionOptions(this.#sessions);
    this.#guard = new Guard(options, core.log);
    this.#beginTap =
      options.tap && openTap(options.tap, { side: "server", transport: "http", clock: core.clock });
    this.#grace = parseDuration(options.grace ?? "10s", "grace");
  }

  /** Begins an exchange; the platform admits and answers it by what is returned. */
  open(exchange: HttpExchange): HttpExchange {
    return this.#beginTap ? new TappedExchange(exchange, this.#beginTap()) : exchange;
  }

  /** Looks for mistakes of the server and begins the work of its extensions, once; the first request does it otherwise. */
  begin(): void {
    if (this.#hasBegun) return;
    checkAuth(this.core);
    this.core.served("http");
    this.#hasBegun = true;
    warnOfNamelessCallers(this.core, "http");
  }

  /** The endpoint refuses new requests, because it is closed or about to be. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * Checks a request before its body is read and returns its origin; `undefined` when it has been
   * answered already. A promise only if the server has an `auth` that gives one.
   */
  admit(exchange: HttpExchange): Admission | Promise<Admission> {
    const refusal = this.#guard.check(exchange);
    if (refusal) {
      this.refuse(exchange, refusal.status, ErrorCode.InvalidRequest, refusal.message);
    } else if (this.#isClosed) {
      this.fail(exchange, 503, closing(), undefined);
    } else if (exchange.method === "OPTIONS") {
      // A browser asks ahead of the request, and without the token that it will send.
      exchange.reply(204, this.#guard.cors(exchange) ?? { allow: "GET, POST, DELETE" }, "");
    } else {
      this.begin();
      const { auth } = this.core;
      return auth ? this.#authenticate(exchange, auth) : this.#enter(exchange, ANONYMOUS);
    }
    return undefined;
  }

  #authenticate(exchange: HttpExchange, auth: AuthProvider): Admission | Promise<Admission> {
    const refuse = (error: unknown): undefined => {
      this.fail(exchange, 500, error, undefined);
      return undefined;
    };
    try {
      const origin = authenticate(auth, toAuthExchange(exchange, this.core), this.core);
      if (!(origin instanceof Promise)) return this.#enter(exchange, origin);
      return origin.then((known) => this.#enter(exchange, known)).catch(refuse);
    } catch (error) {
      return refuse(error);
    }
  }

  #enter(exchange: HttpExchange, origin: Origin): Admission {
    switch (exchange.method) {
      case "POST":
        return this.#admitPost(exchange) ? origin : undefined;
      case "GET":
      case "DELETE":
        this.#legacy.admit(exchange, origin);
        return undefined;
      default:
        exchange.reply(405, { ...JSON_HEADERS, allow: "GET, POST, DELETE" }, "");
        return undefined;
    }
  }

  /** Answers a POST whose body has been read. Never throws: an unforeseen error is masked in a 500. */
  post(exchange: HttpExchange, text: string, origin: Origin = ANONYMOUS): void {
    try {
      this.#post(exchange, text, origin);
    } catch (error) {
      this.fail(exchange, ProtocolError.is(error) ? 400 : 500, error, undefined);
    }
  }

  #post(exchange: HttpExchange, text: string, origin: Origin): void {
    const version = exchange.header("mcp-protocol-version");
    // Nothing but a batch begins with a bracket, and only one revision has them.
    const isBatch = text.startsWith("[") && (version === undefined || version === "2025-03-26");
    if (isBatch && this.#legacy.postBatch(exchange, text, version, origin)) return;
    const message = this.#parse(exchange, text, origin);
    if (message === undefined) return;
    const params = "params" in message ? message.params : undefined;
    const isLegacyVersion = version === undefined || (isRevision(version) && !isModern(version));
    if (hasModernMeta(params) || !isLegacyVersion) this.#modern(exchange, message, origin);
    else this.#legacy.post(exchange, message, version, origin);
  }

  /** Reads a message; one that may answer a question of a session is refused there. */
  #parse(exchange: HttpExchange, text: string, origin: Origin): JsonRpcMessage | undefined {
    try {
      return parseMessage(text);
    } catch (error) {
      const session = exchange.header("mcp-session-id");
      if (session === undefined || !ProtocolError.is(error) || error.id === undefined) throw error;
      this.#legacy.refuseAnswer(exchange, { session, origin, error });
      return undefined;
    }
  }

  /** Answers that the body is larger than it may be. */
  refuseSize(exchange: HttpExchange): void {
    const limit = `${this.maxBodyBytes} bytes`;
    this.refuse(
      exchange,
      413,
      ErrorCode.InvalidRequest,
      `The request body is larger than ${limit}`,
    );
  }

  /** Answers with an error that has no request to belong to. */
  refuse(exchange: HttpExchange, status: number, code: number, message: string): false {
    const body = writeFailure(new ProtocolError(code, message), undefined);
    exchange.reply(status, this.headers(exchange), body);
    return false;
  }

  /** Answers with whatever was thrown. */
  fail(
    exchange: HttpExchange,
    status: number,
    error: unknown,
    request: JsonRpcRequest | undefined,
  ): void {
    const shown = toProtocolError(error, request?.method ?? "request", this.core.mask);
    const headers = { ...this.headers(exchange), ...shown.http?.headers };
    const body = writeFailure(shown, request?.id ?? shown.id);
    exchange.reply(shown.http?.status ?? status, headers, body);
  }

  /** The headers of a JSON response to this client. */
  headers(exchange: HttpExchange): Readonly<Record<string, string>> {
    const cors = this.#guard.cors(exchange);
    return cors ? { ...JSON_HEADERS, ...cors } : JSON_HEADERS;
  }

  /** The CORS headers for this client, where its origin is allowed. */
  cors(exchange: HttpExchange): Readonly<Record<string, string>> | undefined {
    return this.#guard.cors(exchange);
  }

  /** Keeps an answer in view while it is being worked on. */
  track(answer: OpenAnswer): void {
    this.#open.add(answer);
  }

  untrack(answer: OpenAnswer): void {
    this.#open.delete(answer);
  }

  /**
   * Takes no new requests, ends subscriptions, lets running requests finish within the grace
   * period, and cancels the rest.
   */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // Only those of this endpoint: the server may be served elsewhere too.
    for (const answer of this.#open) answer.endSubscription();
    const finished = Promise.allSettled([...this.#open].map((answer) => answer.done));
    if (this.#open.size > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const cancel = this.core.clock.schedule(this.#grace, resolve);
      await Promise.race([finished, promise]);
      cancel();
    }
    if (this.#open.size > 0) {
      for (const answer of [...this.#open]) answer.stop();
      // Abandoned requests are answered by the next turn, with or without their handlers.
      await new Promise<void>((resolve) => nextTurn(resolve));
    }
    this.#open.close();
    await this.#legacyEndpoint?.close();
    this.streams.close();
  }

  /** Made when the first legacy client comes, so that most servers know nothing of it. */
  get #legacy(): LegacyEndpoint {
    this.#legacyEndpoint ??= new LegacyEndpoint(this, this.#sessions);
    return this.#legacyEndpoint;
  }

  #admitPost(exchange: HttpExchange): boolean {
    const type = exchange.header("content-type");
    if (type !== "application/json" && !/^application\/json\s*(;|$)/i.test(type ?? "")) {
      const found = type === undefined ? "has no Content-Type" : `is ${JSON.stringify(type)}`;
      return this.refuse(
        exchange,
        415,
        ErrorCode.InvalidRequest,
        `The body must be application/json; it ${found}`,
      );
    }
    const coding = exchange.header("content-encoding");
    if (coding !== undefined && !exchange.isBodyRead && !/^\s*(identity\s*)?$/i.test(coding)) {
      exchange.addHeaders([["accept-encoding", "identity"]]);
      return this.refuse(
        exchange,
        415,
        ErrorCode.InvalidRequest,
        `The body must be sent as it is; its Content-Encoding is ${JSON.stringify(coding)}`,
      );
    }
    const accept = exchange.header("accept");
    if (accept !== undefined && !ACCEPTS.test(accept)) {
      return this.refuse(
        exchange,
        406,
        ErrorCode.InvalidRequest,
        "Accept must list application/json and text/event-stream",
      );
    }
    if (Number(exchange.header("content-length") ?? 0) > this.maxBodyBytes) {
      this.refuseSize(exchange);
      return false;
    }
    return true;
  }

  #modern(exchange: HttpExchange, message: JsonRpcMessage, origin: Origin): void {
    if (!isRequest(message)) {
      exchange.reply(202, this.headers(exchange), "");
      return;
    }
    const answer = new PostAnswer(this, exchange, message);
    try {
      checkVersionHeader(exchange, message);
      const caller = readModernCaller(message, this, answer, origin);
      checkHeaders(exchange, message, this.core, caller);
      answer.begin(() => dispatch(this.core, message, caller));
    } catch (error) {
      this.fail(exchange, 400, error, message);
    }
  }
}

/** Providers take functions out of a request, so that these are its own. */
function toAuthExchange(
  exchange: HttpExchange,
  { catalogue }: Pick<ServerCore, "catalogue">,
): AuthExchange {
  const { method, url, peerAddress } = exchange;
  return {
    method,
    url,
    peerAddress,
    header: (name) => exchange.header(name.toLowerCase()),
    headerValues: (name) => exchange.headerValues(name.toLowerCase()),
    targetScopes: () => targetScopes(exchange, catalogue),
    addHeaders: (headers) => exchange.addHeaders(headers),
  };
}
