import type { JsonRpcResponse, RequestId } from "@mortise/protocol";
import {
  checkMessage,
  ErrorCode,
  isResponse,
  ProtocolError,
  parseDuration,
} from "@mortise/protocol";
import type { PeerMessage, Peers } from "../peer/peers.ts";
import type { ServerCore } from "../request/dispatch.ts";
import type { SessionLink } from "../session/session.ts";
import { Session } from "../session/session.ts";
import type { SessionChange, SessionRecord } from "../session/session-record.ts";
import { applyChange } from "../session/session-record.ts";
import { createHousekeeper } from "./housekeeper.ts";
import type { HttpSession, SessionOptions } from "./session-store.ts";
import { SessionStore } from "./session-store.ts";

const SESSION_ID = /^[0-9a-f-]{36}$/;
/** The node that asks a question, and the question. */
const QUESTION_ID = /^([0-9a-f-]{36})\.[0-9a-f-]{36}$/;
/** How long an answer waits for the node that asked. */
const ANSWER_TTL_MS = 300_000;
/** Of several nodes that change a session together, one succeeds each time. */
const MAX_ATTEMPTS = 20;
const MAX_REASON = 500;

/**
 * The legacy sessions of every node that shares a backplane: any of them serves any session.
 *
 * What a session is lies in the store and is read for each request, so that a node knows what others
 * did a moment ago; in memory is only what this node has under way for it.
 */
export class SharedSessions implements SessionLink {
  readonly local: SessionStore;
  readonly #core: ServerCore;
  readonly #idle: number;
  readonly #refreshed = new Map<string, number>();
  readonly #stops: (() => void)[];
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(core: ServerCore, options: SessionOptions) {
    this.#core = core;
    this.#idle = parseDuration(options.idle ?? "30m");
    this.local = new SessionStore(options);
    const on = (
      kind: string,
      receive: (session: Session, message: PeerMessage) => void,
    ): (() => void) =>
      core.peers.on(`session-${kind}`, (message) => {
        const found = this.local.peek(String(message["session"]));
        if (found && (message.from !== core.peers.id || kind === "answer"))
          receive(found.session, message);
      });
    this.#stops = [
      on("end", ({ id }) => this.#forget(id)),
      on("change", (session, { change, version }) => {
        if (session.advance(change as SessionChange, version as number)) this.#yieldStream(session);
        else this.#reload(session);
      }),
      on("cancel", (session, { requestId, reason }) =>
        session.cancel(requestId as RequestId, reason),
      ),
      on("answer", (session, { question }) => this.#fetchAnswer(session, String(question))),
      core.peers.onMissed(() => this.#catchUp()),
    ];
  }

  /** Keeps a new session for every node; `false` when this node is full of sessions in use. */
  async add(session: Session, record: SessionRecord): Promise<boolean> {
    await this.#peers.start();
    if (!this.local.add(session)) return false;
    await this.#core.backplane.store.set(keyOf(session.id), JSON.stringify(record), this.#idle);
    this.#refreshed.set(session.id, Date.now());
    this.#timer ??= createHousekeeper(() => this.#refreshOpen(), Math.max(1_000, this.#idle / 4));
    return true;
  }

  /**
   * Finds a session of any node and marks it used; `undefined` where there is none.
   *
   * Rejects with ProtocolError when this node is full of sessions in use.
   */
  async use(id: string): Promise<HttpSession | undefined> {
    if (!SESSION_ID.test(id)) return undefined;
    await this.#peers.start();
    const text = await this.#core.backplane.store.get(keyOf(id));
    if (text === undefined) {
      this.#forget(id);
      return undefined;
    }
    const record = JSON.parse(text) as SessionRecord;
    const found = this.local.use(id);
    if (found) {
      found.session.adopt(record);
      this.#yieldStream(found.session);
    } else if (!this.local.add(new Session(this.#core, id, record, this))) {
      throw tooManySessions();
    }
    if (Date.now() - (this.#refreshed.get(id) ?? 0) > this.#idle / 4) this.#refresh(id);
    return this.local.use(id);
  }

  /** Ends a session on every node. */
  async end(id: string): Promise<void> {
    await this.#core.backplane.store.delete(keyOf(id));
    this.#forget(id);
    await this.#peers.tellAll("session-end", { session: id });
  }

  /** Ends what this node has under way; the sessions go on at the others. */
  close(): void {
    for (const stop of this.#stops) stop();
    clearInterval(this.#timer);
    this.local.close();
    this.#refreshed.clear();
  }

  nameQuestion(): string {
    return `${this.#peers.id}.${crypto.randomUUID()}`;
  }

  async save(session: Session, change: SessionChange): Promise<void> {
    const { store } = this.#core.backplane;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const text = await store.get(keyOf(session.id));
      if (text === undefined)
        throw new ProtocolError(ErrorCode.InvalidRequest, "The session has ended");
      const record = applyChange(JSON.parse(text) as SessionRecord, change);
      if (await store.replace(keyOf(session.id), text, JSON.stringify(record), this.#idle)) {
        session.adopt(record);
        const { version } = record;
        // Told before it is answered, so that no change can overtake what was subscribed to.
        await this.#peers.tellAll("session-change", { session: session.id, change, version });
        return;
      }
    }
    throw new ProtocolError(
      ErrorCode.InternalError,
      "The session is being changed by too many requests at once; send this one again",
    );
  }

  cancel(session: Session, requestId: RequestId, reason: unknown): void {
    const why = typeof reason === "string" ? reason.slice(0, MAX_REASON) : undefined;
    const message = { session: session.id, requestId, reason: why };
    void this.#peers.tellAll("session-cancel", message);
  }

  settle(session: Session, response: JsonRpcResponse): void {
    const [question, node] = QUESTION_ID.exec(String(response.id)) ?? [];
    if (question === undefined || node === undefined) return;
    this.#core.backplane.store
      .set(answerKey(session.id, question), JSON.stringify(response), ANSWER_TTL_MS)
      .then(() => this.#peers.tell(node, "session-answer", { session: session.id, question }))
      .catch((error: unknown) => this.#report("An answer could not be passed on", error));
  }

  get #peers(): Peers {
    return this.#core.peers;
  }

  /** Ends the standalone stream that this node has where a later one was opened at another. */
  #yieldStream({ id, stream }: Session): void {
    const own = this.local.peek(id)?.stream;
    if (own?.isClaimed && own.id !== stream) own.end();
  }

  #forget(id: string): void {
    this.#refreshed.delete(id);
    this.local.end(id);
  }

  #fetchAnswer(session: Session, question: string): void {
    const { store } = this.#core.backplane;
    const key = answerKey(session.id, question);
    store
      .get(key)
      .then(async (text) => {
        if (text === undefined) return;
        const message = checkMessage(JSON.parse(text));
        // What nobody waits for any more would only be passed on once more.
        if (isResponse(message) && session.questions.includes(question)) session.settle(message);
        await store.delete(key);
      })
      .catch((error: unknown) => this.#report("An answer could not be fetched", error));
  }

  #reload(session: Session): void {
    this.#core.backplane.store
      .get(keyOf(session.id))
      .then((text) => {
        if (text === undefined) this.#forget(session.id);
        else session.adopt(JSON.parse(text) as SessionRecord);
        this.#yieldStream(session);
      })
      .catch((error: unknown) => this.#report("A session could not be read", error));
  }

  /** After an interruption: looks for whatever other nodes may have said. */
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

  /** Keeps a session for another idle time; whoever changes it meanwhile does so too. */
  #refresh(id: string): void {
    const { store } = this.#core.backplane;
    this.#refreshed.set(id, Date.now());
    store
      .get(keyOf(id))
      .then((text) => text !== undefined && store.replace(keyOf(id), text, text, this.#idle))
      .catch((error: unknown) => this.#report("A session could not be kept", error));
  }

  #report(message: string, error: unknown): void {
    this.#core.log({ level: "error", message, error });
  }
}

/** The error when a node holds as many sessions in use as it may. */
export function tooManySessions(): ProtocolError {
  const message = "Too many sessions are in use; try again later";
  return new ProtocolError(ErrorCode.InternalError, message, { http: { status: 503 } });
}

function keyOf(id: string): string {
  return `session:${id}`;
}

function answerKey(session: string, question: string): string {
  return `answer:${session}:${question}`;
}
