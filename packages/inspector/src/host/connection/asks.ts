import type { JsonObject } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Ask } from "../../contract/index.ts";
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
  readonly cancel: (reason: unknown) => void;
}

/** The questions of servers, which wait for their answers in the page however long those take. */
export class Asks {
  readonly #events: EventLog;
  readonly #open = new Map<string, Open>();
  #count = 0;

  constructor(events: EventLog) {
    this.#events = events;
  }

  /** Puts a question to the page; rejects with the reason of `signal` when the server no longer asks. */
  async put(question: Question, signal: AbortSignal): Promise<JsonObject> {
    refuseTooDeep(question.params, "show the question");
    const ask = this.#create(question);
    const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
    const cancel = (reason: unknown): void => {
      if (!this.#open.delete(ask.id)) return;
      this.#events.publish({ type: "ask", ask: { ...ask, answer: "cancelled" } });
      reject(reason);
    };
    this.#open.set(ask.id, { ask, resolve, cancel });
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
    this.#events.publish({ type: "ask", ask: { ...open.ask, answer } });
    open.resolve(answer);
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
