import type { JsonRpcResponse, KeyValueStore, RequestId, Telemetry } from "@mortise/protocol";
import {
  checkMessage,
  ErrorCode,
  isResponse,
  MortiseError,
  ProtocolError,
  parseDuration,
} from "@mortise/protocol";
import type { Cluster, ClusterMessage } from "../../cluster/cluster.ts";
import type { ServerCore } from "../../core/server-core.ts";
import { isRequestId } from "../../request/request-id.ts";
import { shareHolder } from "../../request/share-holder.ts";
import type { SessionLink } from "../../session/legacy-session.ts";
import { LegacySession } from "../../session/legacy-session.ts";
import type { SessionChange, SessionRecord } from "../../session/session-record.ts";
import { applyChange, isSessionChange, readRecord } from "../../session/session-record.ts";
import { startHousekeeper } from "../../time/housekeeper.ts";
import type { Responder } from "../exchange/responder.ts";
import type { HttpSession, SessionOptions } from "./session-store.ts";
import { SessionStore } from "./session-store.ts";

const SESSION_ID = /^[0-9a-f-]{36}$/;
/** The instance that asks a question, and the question. */
const QUESTION_ID = /^([0-9a-f-]{36})\.[0-9a-f-]{36}$/;
/** How long an answer waits for the instance that asked. */
const ANSWER_TTL_MS = 300_000;
/** Of several instances that change a session together, one succeeds each time. */
const MAX_ATTEMPTS = 20;
/** How long after a failure the answer to a waiting question is fetched again. */
const FETCH_AGAIN_MS = 1_000;
const MAX_REASON = 500;
/** Seconds after which a client that found no room may try again. */
const RETRY_AFTER = "30";
/** Sessions that ended lately, and whose last requests may still be on their way. */
const MAX_ENDED = 1_000;

/**
 * The legacy sessions of every instance that shares a backplane: any of them serves any session.
 *
 * The state of a session lies in the backplane and is read for each request, so that an instance sees the
 * latest changes of the others; only requests in flight are in memory.
 */
export class SharedSessions implements SessionLink {
  readonly local: SessionStore;
  readonly #core: ServerCore;
  readonly #telemetry: Telemetry | undefined;
  readonly #idle: number;
  readonly #refreshed = new Map<string, number>();
  readonly #ended = new Set<string>();
  readonly #stops: (() => void)[];
  #stopRefreshing: (() => void) | undefined;

  constructor({ core, telemetry }: Pick<Responder, "core" | "telemetry">, options: SessionOptions) {
    this.#core = core;
    this.#telemetry = telemetry;
    this.#idle = parseDuration(options.idle ?? "30m", "sessions.idle");
    this.local = new SessionStore(options, core.clock);
    const on = (
      kind: string,
      receive: (session: LegacySession, message: ClusterMessage) => void,
    ): (() => void) =>
      core.cluster.on(`session-${kind}`, (message) => {
        const found = this.local.peek(String(message["session"]));
        if (found && (message.from !== core.cluster.id || kind === "answer"))
          receive(found.session, message);
      });
    this.#stops = [
      core.cluster.on("session-end", ({ session }) => {
        if (typeof session === "string" && SESSION_ID.test(session)) this.#end(session);
      }),
      on("change", (session, { change, version }) => {
        if (!isSessionChange(change) || !Number.isSafeInteger(version)) return;
        if (session.advance(change, version as number)) this.#yieldStream(session);
        else this.#reload(session);
      }),
      on("cancel", (session, { requestId, reason }) => {
        if (isRequestId(requestId)) session.cancel(requestId, { reason });
      }),
      on("answer", (session, { question }) => {
        if (typeof question === "string") this.#fetchAnswer(session, question);
      }),
      core.cluster.onMissed(() => this.#catchUp()),
    ];
  }

  /** Keeps a new session for every instance; `false` when this instance is full of sessions in use. */
  async add(
    session: LegacySession,
    record: SessionRecord,
    holder: string | undefined,
  ): Promise<boolean> {
    await this.#cluster.start();
    if (!this.local.add(session, holder)) return false;
    const text = JSON.stringify(record);
    await this.#watch(this.#values.set(keyOf(session.id), text, this.#idle)).catch((error) => {
      this.#forget(session.id);
      throw error;
    });
    this.#refreshed.set(session.id, this.#core.clock.monotonic());
    const everyMs = Math.max(1_000, this.#idle / 4);
    this.#stopRefreshing ??= startHousekeeper(this.#core.clock, everyMs, () => this.#refreshOpen());
    return true;
  }

  /**
   * Finds a session of any instance and marks it used; `undefined` without one. One that this
   * instance begins to hold counts for the caller at `address`.
   *
   * Rejects with ProtocolError when this instance is full of sessions in use.
   */
  async use(id: string, address: string | undefined): Promise<HttpSession | undefined> {
    if (!SESSION_ID.test(id)) return undefined;
    await this.#cluster.start();
    const text = await this.#watch(this.#values.get(keyOf(id)));
    const record = text === undefined ? undefined : readRecord(text);
    if (record === undefined || this.#ended.has(id)) {
      this.#forget(id);
      return undefined;
    }
    const found = this.local.use(id);
    if (found) {
      found.session.adopt(record);
      this.#yieldStream(found.session);
    } else {
      const telemetry = this.#telemetry;
      const session = new LegacySession(this.#core, { id, record, telemetry, link: this });
      const holder = shareHolder(record.principal, address);
      if (!this.local.add(session, holder)) throw tooManySessions();
    }
    if (
      this.#core.clock.monotonic() - (this.#refreshed.get(id) ?? Number.NEGATIVE_INFINITY) >
      this.#idle / 4
    )
      this.#refresh(id);
    return this.local.use(id);
  }

  /** Ends a session on every instance. */
  async end(id: string): Promise<void> {
    await this.#watch(this.#values.delete(keyOf(id)));
    this.#end(id);
    await this.#cluster.broadcast("session-end", { session: id });
  }

  /** Ends what this instance has under way; the sessions go on at the others. */
  close(): void {
    for (const stop of this.#stops) stop();
    this.#stopRefreshing?.();
    this.local.close();
    this.#refreshed.clear();
  }

  nameQuestion(): string {
    return `${this.#cluster.id}.${this.#core.random.uuid()}`;
  }

  async save(session: LegacySession, change: SessionChange): Promise<void> {
    const key = keyOf(session.id);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const text = await this.#watch(this.#values.get(key));
      const earlier = text === undefined ? undefined : readRecord(text);
      if (earlier === undefined)
        throw new ProtocolError(ErrorCode.InvalidRequest, "The session has ended");
      const record = applyChange(earlier, change);
      const next = JSON.stringify(record);
      if (await this.#watch(this.#values.replace(key, text, next, this.#idle))) {
        session.adopt(record);
        const { version } = record;
        // Broadcast before it is answered, so that no change can overtake the subscription.
        await this.#cluster.broadcast("session-change", { session: session.id, change, version });
        return;
      }
    }
    throw new ProtocolError(
      ErrorCode.InternalError,
      "The session is being changed by too many requests at once; send this one again",
    );
  }

  cancel(session: LegacySession, requestId: RequestId, reason: unknown): void {
    const why = typeof reason === "string" ? reason.slice(0, MAX_REASON) : undefined;
    const message = { session: session.id, requestId, reason: why };
    void this.#cluster.broadcast("session-cancel", message);
  }

  settle(session: LegacySession, response: JsonRpcResponse): Promise<void> | undefined {
    const [question, instance] = QUESTION_ID.exec(String(response.id)) ?? [];
    if (question === undefined || instance === undefined) return undefined;
    const pass = async (): Promise<void> => {
      const key = answerKey(session.id, question);
      await this.#values.set(key, JSON.stringify(response), ANSWER_TTL_MS);
      const members = { session: session.id, question };
      if (await this.#cluster.send(instance, "session-answer", members)) return;
      throw new MortiseError("CONNECTION_FAILED", "The answer could not be announced");
    };
    return this.#watch(pass());
  }

  get #values(): KeyValueStore {
    return this.#core.backplane.values;
  }

  #watch<Value>(call: Promise<Value>): Promise<Value> {
    return this.#cluster.outage.watch(call);
  }

  get #cluster(): Cluster {
    return this.#core.cluster;
  }

  /** Ends the standalone stream that this instance has where a later one was opened at another. */
  #yieldStream({ id, stream }: LegacySession): void {
    const own = this.local.peek(id)?.stream;
    if (own?.isClaimed && own.id !== stream) own.end();
  }

  /** Ends a session that ended everywhere; a request that has just read its record must not begin it again. */
  #end(id: string): void {
    this.#ended.add(id);
    const [oldest] = this.#ended;
    if (this.#ended.size > MAX_ENDED && oldest !== undefined) this.#ended.delete(oldest);
    this.#forget(id);
  }

  #forget(id: string): void {
    this.#refreshed.delete(id);
    this.local.end(id);
  }

  #fetchAnswer(session: LegacySession, question: string): void {
    // An answer without a waiting question would only be passed on once more.
    if (!session.isAsking(question)) return;
    const key = answerKey(session.id, question);
    const take = async (text: string | undefined): Promise<void> => {
      if (text === undefined) return;
      const message = checkMessage(JSON.parse(text));
      if (isResponse(message) && message.id === question && session.isAsking(question))
        void session.settle(message);
      await this.#values.delete(key);
    };
    const report = (error: unknown): void => this.#report("An answer could not be fetched", error);
    this.#values.get(key).then(
      (text) => take(text).catch(report),
      (error: unknown) => {
        report(error);
        const again = (): void => this.#fetchAnswer(session, question);
        this.#core.clock.schedule(FETCH_AGAIN_MS, again, { isBackground: true });
      },
    );
  }

  #reload(session: LegacySession): void {
    this.#values
      .get(keyOf(session.id))
      .then((text) => {
        const record = text === undefined ? undefined : readRecord(text);
        if (record === undefined) this.#forget(session.id);
        else session.adopt(record);
        this.#yieldStream(session);
      })
      .catch((error: unknown) => this.#report("A session could not be read", error));
  }

  /** After an interruption: looks for whatever other instances may have said. */
  #catchUp(): void {
    for (const session of this.local.inUse) {
      this.#reload(session);
      for (const question of session.questions) this.#fetchAnswer(session, String(question));
    }
  }

  #refreshOpen(): void {
    for (const id of [...this.#refreshed.keys()]) {
      if (this.local.peek(id) === undefined) this.#refreshed.delete(id);
    }
    for (const { id } of this.local.inUse) this.#refresh(id);
  }

  /** Keeps a session for another idle time; a concurrent change does so too. */
  #refresh(id: string): void {
    this.#refreshed.set(id, this.#core.clock.monotonic());
    const key = keyOf(id);
    this.#values
      .get(key)
      .then((text) => text !== undefined && this.#values.replace(key, text, text, this.#idle))
      .catch((error: unknown) => this.#report("A session could not be kept", error));
  }

  #report(message: string, error: unknown): void {
    this.#cluster.outage.report(message, error);
  }
}

/** The error when an instance holds as many sessions in use as it may. */
export function tooManySessions(): ProtocolError {
  const message = "Too many sessions are in use; try again later";
  const headers = { "retry-after": RETRY_AFTER };
  return new ProtocolError(ErrorCode.InternalError, message, { http: { status: 503, headers } });
}

function keyOf(id: string): string {
  return `session:${id}`;
}

function answerKey(session: string, question: string): string {
  return `answer:${session}:${question}`;
}
