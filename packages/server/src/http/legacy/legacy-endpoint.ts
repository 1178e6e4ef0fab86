import type { JsonRpcMessage, JsonRpcRequest, Revision } from "@mortise/protocol";
import {
  ErrorCode,
  isNotification,
  isRequest,
  isRevision,
  ProtocolError,
  parseDuration,
} from "@mortise/protocol";
import { readBatch } from "../../connection/message-batch.ts";
import type { ReplyChannel } from "../../request/caller.ts";
import type { Origin } from "../../request/origin.ts";
import { shareHolder } from "../../request/share-holder.ts";
import type { Answer } from "../../result/answer.ts";
import { writeFailure } from "../../result/response.ts";
import { LegacySession } from "../../session/legacy-session.ts";
import { agree } from "../../session/session-record.ts";
import { isTransientRuntime } from "../../state/transient-runtime.ts";
import { unsupportedVersion } from "../../versioning/modern-caller.ts";
import type { HttpExchange } from "../exchange/exchange.ts";
import { PostAnswer } from "../exchange/post-answer.ts";
import type { Responder } from "../exchange/responder.ts";
import { BatchAnswer } from "./batch.ts";
import type { LegacyHost } from "./legacy-host.ts";
import type { LoggedStream } from "./logged-stream.ts";
import { ResumableStreams } from "./resumable-streams.ts";
import { resumeStream } from "./resume-stream.ts";
import type { HttpSession, SessionOptions } from "./session-store.ts";
import { SessionStore, unknownSession } from "./session-store.ts";
import { SharedSessions, tooManySessions } from "./shared-sessions.ts";
import type { StreamRequest } from "./standalone-stream.ts";
import { openStandaloneStream } from "./standalone-stream.ts";

/** How often the writer of a stream that another connection follows is asked whether it is there. */
const ASK_EVERY_MS = 5_000;

/** The sender of a request in a session. */
interface SessionSender {
  readonly exchange: HttpExchange;
  readonly origin: Origin;
  /** Absent for a GET or DELETE. */
  readonly message?: JsonRpcMessage;
}

/** A message to a session that has an id and cannot be read otherwise. */
interface UnreadableAnswer {
  /** The id of the session. */
  readonly session: string;
  readonly origin: Origin;
  readonly error: ProtocolError;
}

/** One legacy POST, or one message of a batch. */
interface LegacyPost extends SessionSender {
  readonly message: JsonRpcMessage;
  /** The header `MCP-Protocol-Version`. */
  readonly version: string | undefined;
  readonly isBatched: boolean;
}

/**
 * The parts of the endpoint for revisions up to 2025-11-25: sessions, their standalone stream, and
 * resumed streams (2025-11-25, Streamable HTTP).
 */
export class LegacyEndpoint implements LegacyHost {
  readonly engine: Responder;
  readonly streams: ResumableStreams;
  readonly #local: SessionStore;
  readonly #shared: SharedSessions | undefined;
  readonly #keepsSessions: boolean;

  constructor(engine: Responder, sessions: SessionOptions | false | undefined) {
    const { core } = engine;
    const options = sessions || {};
    const { isShared } = core.backplane;
    this.engine = engine;
    this.#keepsSessions =
      sessions === undefined ? isShared || !isTransientRuntime() : sessions !== false;
    this.#shared =
      isShared && this.#keepsSessions ? new SharedSessions(engine, options) : undefined;
    this.#local = this.#shared?.local ?? new SessionStore(options, core.clock);
    this.streams = new ResumableStreams(core, {
      graceMs: parseDuration(options.resume ?? "5m", "sessions.resume"),
      askEveryMs: ASK_EVERY_MS,
    });
  }

  /** Answers a POST of a legacy client. */
  post(
    exchange: HttpExchange,
    message: JsonRpcMessage,
    version: string | undefined,
    origin: Origin,
  ): void {
    this.#post({ exchange, message, version, origin, isBatched: false });
  }

  /** Answers a POST of several messages; `false` for a body that cannot be read. */
  postBatch(
    exchange: HttpExchange,
    text: string,
    version: string | undefined,
    origin: Origin,
  ): boolean {
    const messages = readBatch(text);
    if (!messages) return false;
    const answer = new BatchAnswer(exchange, this.engine.headers(exchange), messages.length);
    for (const message of messages) {
      const part = answer.part(isRequest(message) ? message.id : undefined);
      this.#post({ exchange: part, message, version, origin, isBatched: true });
    }
    return true;
  }

  /** Refuses a message that cannot be read, and fails the question of the session that it may answer. */
  refuseAnswer(exchange: HttpExchange, { session, origin, error }: UnreadableAnswer): void {
    this.#withSession(session, { exchange, origin }, (found) => {
      found.session.refuseAnswer(error);
      this.engine.fail(exchange, 400, error, undefined);
    });
  }

  /** Answers a GET or DELETE, which only legacy sessions know (2026-07-28, Streamable HTTP). */
  admit(exchange: HttpExchange, origin: Origin): void {
    const id = exchange.header("mcp-session-id");
    const version = exchange.header("mcp-protocol-version");
    if (id === undefined) {
      this.#needSession(exchange);
    } else if (version !== undefined && !isRevision(version)) {
      this.engine.fail(exchange, 400, unsupportedVersion(version), undefined);
    } else {
      this.#withSession(id, { exchange, origin }, (found) => {
        if (exchange.method === "DELETE") this.#end(exchange, found.session);
        else this.#listen({ exchange, origin, found });
      });
    }
  }

  /** Makes a stream the one standalone stream that a session has, at whichever instance. */
  async claimStream(session: LegacySession, stream: LoggedStream): Promise<void> {
    await this.#shared?.save(session, { stream: stream.id });
    stream.isClaimed = true;
    // Another may have been opened meanwhile.
    if (this.#shared && session.stream !== stream.id) stream.end();
  }

  /** Settles as `call` does, with the error for clients if the backplane is away. */
  reach<Value>(call: Promise<Value>): Promise<Value> {
    return this.engine.core.cluster.outage.watch(call);
  }

  /** Logs an error that no client sees. */
  report(message: string, error: unknown): void {
    this.engine.core.cluster.outage.report(message, error);
  }

  /** Records that a request or stream of a session has ended. */
  release(found: HttpSession): void {
    this.#local.release(found);
  }

  /** Ends the sessions of this process; those of a shared backplane go on at other instances. */
  async close(): Promise<void> {
    if (this.#shared) this.#shared.close();
    else this.#local.close();
    // Events that clients will ask other instances for are stored before the backplane closes.
    await this.streams.close();
  }

  #post(post: LegacyPost): void {
    const { exchange, message } = post;
    const id = exchange.header("mcp-session-id");
    if (id !== undefined) this.#withSession(id, post, (found) => this.#take(post, found));
    else if (isRequest(message) && message.method === "initialize") this.#initialize(post, message);
    else this.#take(post, undefined);
  }

  /** Calls `use` with the sender's session `id`; answers 404 if the sender has none of this id. */
  #withSession(
    id: string,
    { exchange, origin, message }: SessionSender,
    use: (found: HttpSession) => void,
  ): void {
    const request = message && isRequest(message) ? message : undefined;
    const go = (found: HttpSession | undefined): void => {
      // The session of another principal is as unknown as one that never existed.
      if (found && found.session.principal === origin.principal?.id) use(found);
      else this.engine.fail(exchange, 404, unknownSession(), request);
    };
    if (!this.#shared) {
      go(this.#local.use(id));
      return;
    }
    this.#shared
      .use(id, exchange.peerAddress)
      .then(go)
      .catch((error: unknown) => this.engine.fail(exchange, 500, error, request));
  }

  #take(post: LegacyPost, found: HttpSession | undefined): void {
    const { exchange, message, isBatched } = post;
    // A session that was agreed later has none, whatever the header of this request leaves open.
    if (isBatched && found && found.session.revision !== "2025-03-26") {
      const request = isRequest(message) ? message : undefined;
      this.engine.fail(exchange, 400, noBatches(found.session.revision), request);
      return;
    }
    if (isRequest(message)) {
      if (found) this.#answerInSession(post, message, found);
      else this.#answerAlone(post, message);
      return;
    }
    const accept = (): void => exchange.reply(202, this.engine.headers(exchange), "");
    if (isNotification(message)) {
      found?.session.notify(message.method, message.params);
      accept();
      return;
    }
    const passed = found?.session.settle(message);
    if (!passed) accept();
    else passed.then(accept, (error: unknown) => this.engine.fail(exchange, 503, error, undefined));
  }

  #initialize({ exchange, origin, isBatched }: LegacyPost, request: JsonRpcRequest): void {
    if (isBatched) {
      const message = "initialize must not be part of a batch (2025-03-26, Lifecycle)";
      const error = new ProtocolError(ErrorCode.InvalidRequest, message);
      this.engine.fail(exchange, 400, error, request);
      return;
    }
    const { core, telemetry } = this.engine;
    const answer = new PostAnswer(this.engine, exchange, request);
    answer.begin(() => {
      const record = agree(request.params, origin.principal);
      const isKept = this.#keepsSessions;
      const id = isKept ? core.random.uuid() : "";
      const session = new LegacySession(core, {
        id,
        record,
        telemetry,
        link: this.#shared,
        isKept,
      });
      const keep = (value: Answer): Answer | Promise<Answer> => {
        if (!isKept) return value;
        const accept = (isAdded: boolean): Answer => {
          if (!isAdded) throw tooManySessions();
          answer.headers = { "mcp-session-id": id };
          return value;
        };
        const holder = shareHolder(record.principal, exchange.peerAddress);
        if (this.#shared) return this.#shared.add(session, record, holder).then(accept);
        return accept(this.#local.add(session, holder));
      };
      const value = session.initialize(request, answer, answer.lifetime, origin);
      return value instanceof Promise ? value.then(keep) : keep(value);
    });
  }

  /** Answers a request without a session, which stands alone in the revision that its header names. */
  #answerAlone({ exchange, version, origin }: LegacyPost, request: JsonRpcRequest): void {
    const { core, telemetry } = this.engine;
    const record = agree({ protocolVersion: version ?? "2025-03-26" });
    const session = new LegacySession(core, { id: "", record, telemetry, isKept: false });
    const answer = new PostAnswer(this.engine, exchange, request);
    answer.begin(() => session.answer(request, answer, answer.lifetime, origin));
  }

  #answerInSession(
    { exchange, origin, isBatched }: LegacyPost,
    request: JsonRpcRequest,
    found: HttpSession,
  ): void {
    const { session } = found;
    const isPrimed = session.revision >= "2025-11-25";
    const openLog = (): LoggedStream =>
      this.streams.open(session.id, {
        kind: "request",
        header: JSON.stringify(request.id),
        isPrimed,
        onAbandoned: () => answer.abandon(),
      });
    // The stream of a batch carries several answers, so that none of them can resume it.
    const answer = new PostAnswer(this.engine, exchange, request, isBatched ? undefined : openLog);
    const channel: ReplyChannel = {
      emit: (text) => answer.emit(text),
      ask: (method, params, signal) =>
        session.ask((text) => answer.emit(text), method, params, signal),
      release: isPrimed ? (retryMs) => answer.release(retryMs) : undefined,
    };
    found.open += 1;
    const from = { ...origin, sessionId: session.id };
    answer.begin(
      () => session.answer(request, channel, answer.lifetime, from),
      () => this.release(found),
    );
  }

  #listen(request: StreamRequest): void {
    const { exchange, found } = request;
    const lastEventId = exchange.header("last-event-id");
    found.open += 1;
    const opening =
      lastEventId === undefined
        ? openStandaloneStream(this, request)
        : resumeStream(this, request, lastEventId);
    opening
      .catch((error: unknown) => this.engine.fail(exchange, 500, error, undefined))
      .finally(() => this.release(found));
  }

  #end(exchange: HttpExchange, session: LegacySession): void {
    const reply = (): void => exchange.reply(204, this.engine.cors(exchange) ?? {}, "");
    if (!this.#shared) {
      this.#local.end(session.id);
      reply();
      return;
    }
    this.#shared
      .end(session.id)
      .then(reply)
      .catch((error: unknown) => this.engine.fail(exchange, 500, error, undefined));
  }

  #needSession(exchange: HttpExchange): void {
    const error = new ProtocolError(
      ErrorCode.InvalidRequest,
      `Send POST; ${exchange.method} needs the Mcp-Session-Id of a legacy session`,
    );
    const headers = { ...this.engine.headers(exchange), allow: "POST" };
    exchange.reply(405, headers, writeFailure(error, undefined));
  }
}

function noBatches(revision: Revision): ProtocolError {
  const message = `This session speaks ${revision}, which has no batches; send one message at a time`;
  return new ProtocolError(ErrorCode.InvalidRequest, message);
}
