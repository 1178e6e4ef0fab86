import type { JsonObject } from "@mortise/protocol";
import { MortiseError, ProtocolError } from "@mortise/protocol";
import type { Ask, AskRefusal } from "../../contract/index.ts";
import type { EventLog } from "../state/event-log.ts";
import { HostFailure } from "../state/host-failure.ts";
import { refuseTooDeep } from "../state/refuse-too-deep.ts";

/** A question as a server puts it. */
export interface Question extends Pick<Ask, "connection" | "kind" | "params"> {
  readonly call?: string | undefined;
  /** Why the answer before did not fit. */
  readonly reason?: string | undefined;
}

interface Open {
  readonly ask: Ask;
  readonly resolve: (answer: JsonObject) => void;
  readonly reject: (reason: unknown) => void;
  readonly cancel: (reason: unknown) => void;
}

/** The questions of one server that are open at once: as many as one round of 2026-07-28 may have. */
const MAX_OPEN = 100;
/** 2025-11-25 and 2026-07-28 have no code for a client that is asked too much; this is one of its own. */
const TOO_MANY = -32_000;

/** The questions of servers, which wait for their answers in the page however long those take. */
export class Asks {
  readonly #events: EventLog;
  readonly #open = new Map<string, Open>();
  #count = 0;

  constructor(events: EventLog) {
    this.#events = events;
  }

  /**
   * Puts a question to the page; rejects with the reason of `signal` when the server no longer asks.
   *
   * @throws ProtocolError for one that a person refuses, and for one beyond 100 open ones of a connection.
   */
  async put(question: Question, signal: AbortSignal): Promise<JsonObject> {
    refuseTooDeep(question.params, "show the question");
    this.#refuseTooMany(question.connection);
    const ask = this.#create(question);
    const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
    const cancel = (reason: unknown): void => {
      if (!this.#open.delete(ask.id)) return;
      this.#events.publish({ type: "ask", ask: { ...ask, answer: "cancelled" } });
      reject(reason);
    };
    this.#open.set(ask.id, { ask, resolve, reject, cancel });
    this.#events.publish({ type: "ask", ask });
    const abort = (): void => cancel(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }

  /** Ends the questions of a call that has ended; a legacy server may be unable to take them back. */
  endOf(call: string): void {
    for (const { ask, cancel } of [...this.#open.values()]) {
      if (ask.call === call) cancel(new MortiseError("ABORTED", "The call has ended"));
    }
  }

  /** Records a question that the inspector answers by itself. */
  record(question: Question, answer: JsonObject): void {
    this.#events.publish({ type: "ask", ask: { ...this.#create(question), answer } });
  }

  /** Returns the connection that an open question belongs to. */
  connectionOf(id: string): string | undefined {
    return this.#open.get(id)?.ask.connection;
  }

  /** Answers a question. @throws HostFailure 404 when it is not open. */
  answer(id: string, answer: JsonObject): void {
    const { ask, resolve } = this.#take(id);
    this.#events.publish({ type: "ask", ask: { ...ask, answer } });
    resolve(answer);
  }

  /** Refuses a question with an error. @throws HostFailure 404 when it is not open. */
  refuse(id: string, refusal: AskRefusal): void {
    const { ask, reject } = this.#take(id);
    this.#events.publish({ type: "ask", ask: { ...ask, answer: "refused", refusal } });
    const cause = new HostFailure(409, {
      code: "REFUSED_QUESTION",
      step: "answer the question",
      cause: `it was refused in the inspector with ${refusal.code}: ${refusal.message}`,
      fix: "call again, and answer it; 2026-07-28 knows no error as an answer, so that a refusal ends the call",
    });
    reject(new ProtocolError(refusal.code, refusal.message, { cause }));
  }

  #take(id: string): Open {
    const open = this.#open.get(id);
    if (open === undefined) {
      throw new HostFailure(404, {
        code: "UNKNOWN_ASK",
        step: "answer the question",
        cause: `no question ${JSON.stringify(id)} is open`,
        fix: "it was answered elsewhere, or the server no longer asks; call again",
      });
    }
    this.#open.delete(id);
    return open;
  }

  #refuseTooMany(connection: string): void {
    const own = [...this.#open.values()].filter(({ ask }) => ask.connection === connection);
    if (own.length < MAX_OPEN) return;
    const cause = new HostFailure(429, {
      code: "TOO_MANY_QUESTIONS",
      step: "show the question",
      cause: `${own.length} questions of this server wait for an answer`,
      fix: "answer or refuse some of them; a server should ask one after another",
    });
    const message = `This client shows no more than ${MAX_OPEN} questions at once`;
    throw new ProtocolError(TOO_MANY, message, { cause });
  }

  #create({ call, reason, ...question }: Question): Ask {
    return {
      id: `ask-${++this.#count}`,
      ...question,
      ...(call !== undefined && { call }),
      ...(reason !== undefined && { reason }),
      askedAt: Date.now(),
    };
  }
}
