import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";
import { answerAll } from "../multi-round-trip/complete-request.ts";
import type { TaskSource } from "./follow-task.ts";
import { persist } from "./task-link.ts";

/** The most questions that one task may ask, since each is put to a person or costs a model. */
const MAX_QUESTIONS = 100;

/** The keys of a task's questions that were taken, and the number of waits for the task. */
interface TakenKeys {
  readonly keys: Set<string>;
  waits: number;
}

/** The keys of questions that are being answered or were, by task. */
export type AskedKeys = Map<string, TakenKeys>;

/** Settings of {@link TaskQuestions}. */
export interface TaskQuestionsOptions {
  readonly id: string;
  readonly source: TaskSource;
  /** Ends the handlers. */
  readonly signal: AbortSignal;
  /** The keys that this or another wait for the same task has taken. */
  readonly asked: AskedKeys;
  /** Called when a question begins to be answered. */
  readonly begin: () => void;
  /** Called when its answer is with the server, or there is none. */
  readonly end: () => void;
  /** Receives the failure of a question, which has no answer then. */
  readonly fail: (error: unknown) => void;
}

/**
 * Answers the questions of a task by the handlers of the connection: each key once, all open ones at the same
 * time, each answer sent as soon as it is there (Tasks extension, Task Update Requests).
 */
export class TaskQuestions {
  readonly #options: TaskQuestionsOptions;
  readonly #open = new Set<string>();
  readonly #taken: TakenKeys;

  constructor(options: TaskQuestionsOptions) {
    this.#options = options;
    const { asked, id } = options;
    this.#taken = asked.get(id) ?? { keys: new Set(), waits: 0 };
    this.#taken.waits += 1;
    asked.set(id, this.#taken);
  }

  /** Begins to answer those of `requests` that are new. */
  ask(requests: unknown): void {
    const { fail } = this.#options;
    const { keys } = this.#taken;
    if (typeof requests !== "object" || requests === null || Array.isArray(requests)) {
      fail(invalid("asks for input but names no inputRequests"));
      return;
    }
    for (const [key, request] of Object.entries(requests)) {
      if (keys.has(key)) continue;
      if (keys.size >= MAX_QUESTIONS) {
        fail(invalid(`asks more than ${MAX_QUESTIONS} questions`));
        return;
      }
      keys.add(key);
      this.#open.add(key);
      this.#answer(key, request).then(() => this.#open.delete(key), fail);
    }
  }

  /** Leaves the questions that are not answered yet to another wait for the task. */
  release(): void {
    const { asked, id } = this.#options;
    for (const key of this.#open) this.#taken.keys.delete(key);
    this.#taken.waits -= 1;
    if (this.#taken.waits === 0) asked.delete(id);
  }

  async #answer(key: string, request: unknown): Promise<void> {
    const { id, source, signal, begin, end } = this.#options;
    const { connection } = source;
    const { handlers } = connection.options;
    begin();
    try {
      const asking = { method: "tools/call", handlers, signal, closing: connection.closing };
      const inputResponses = await answerAll(asking, { [key]: request });
      const params = { taskId: id, inputResponses };
      await persist(connection, { method: "tasks/update", params }, { signal }).catch(ignoreEnded);
    } finally {
      end();
    }
  }
}

/** The task may have ended before its answer came; its state says so. */
function ignoreEnded(error: unknown): void {
  if (!ProtocolError.is(error) || error.code !== ErrorCode.InvalidParams) throw error;
}

function invalid(what: string): MortiseError {
  return new MortiseError("INVALID_RESPONSE", `A task of the server ${what}`);
}
