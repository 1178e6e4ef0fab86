import type {
  InputJournal,
  InputQuestion,
  JsonObject,
  JsonRpcRequest,
  StepRecord,
} from "@mortise/protocol";
import { ErrorCode, MortiseError, ProtocolError } from "@mortise/protocol";
import type { Caller } from "../request/caller.ts";
import type { AskedQuestion, InputRecord, StateSealer } from "../state/state-sealer.ts";
import { MAX_STATE, STATE_KEYS_VARIABLE } from "../state/state-sealer.ts";
import { nextTurn } from "../time/next-turn.ts";
import { describeBinding } from "./binding.ts";
import { InputRequired } from "./input-required.ts";
import { invalidAnswer, MAX_REFUSALS } from "./invalid-answer.ts";
import { digestQuestion } from "./question-digest.ts";

const EMPTY: InputRecord = { asked: {}, answers: {}, steps: {} };
/** How often the question of one key may change, each time making the answers to it void. */
const MAX_CHANGES = 5;
/** The requests whose results may ask for input (2026-07-28, MRTR, Supported Requests). */
const ASKING: ReadonlySet<string> = new Set(["tools/call", "prompts/get", "resources/read"]);

/**
 * Keeps the record in the `requestState` that the client carries: a run that meets an unanswered
 * question ends with `input_required`, and the next run finds the answer in its request
 * (2026-07-28, Multi Round-Trip Requests).
 */
export class SealedJournal implements InputJournal {
  readonly #caller: Caller;
  readonly #request: JsonRpcRequest;
  readonly #answers = new Map<string, unknown>();
  readonly #done = new Map<string, StepRecord>();
  readonly #pending = new Map<string, InputQuestion>();
  /** The questions as handlers put them, without the reasons that are added when they come again. */
  readonly #put = new Map<string, InputQuestion>();
  readonly #refused = new Map<string, string>();
  #record: Promise<InputRecord> | undefined;
  #running = 0;
  #isEnding = false;

  constructor(caller: Caller, request: JsonRpcRequest) {
    this.#caller = caller;
    this.#request = request;
  }

  async recall(key: string, question: InputQuestion): Promise<unknown> {
    this.#requireAsking();
    this.#put.set(key, question);
    return this.#hold(async () => {
      const { asked, answers } = await this.#open();
      // Without the state that asked it, an answer was given to no question.
      const shown = findAsked(asked, key);
      if (!shown || shown.digest !== (await digestQuestion(question))) return undefined;
      return Object.hasOwn(answers, key) ? answers[key] : this.#response(key);
    });
  }

  async ask(key: string, question: InputQuestion, refused?: string): Promise<unknown> {
    this.#requireSealer();
    const { method, params } = question;
    this.#pending.set(key, { method, params });
    if (refused !== undefined) this.#refused.set(key, refused);
    this.#endSoon();
    // The end of the run aborts the request, and with it every part that waits.
    const { promise, reject } = Promise.withResolvers<never>();
    const { signal } = this.#caller.lifetime;
    signal.throwIfAborted();
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    return promise;
  }

  async keep(key: string, answer: unknown): Promise<void> {
    this.#answers.set(key, answer);
  }

  async step(name: string, work: () => Promise<StepRecord>): Promise<StepRecord> {
    const { steps } = await this.#open();
    if (Object.hasOwn(steps, name)) return steps[name] as StepRecord;
    return this.#hold(async () => {
      const record = await work();
      this.#done.set(name, record);
      return record;
    });
  }

  /** Lets the run end no earlier than `work` does, such as a step or the look for an answer. */
  async #hold<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      if (this.#pending.size > 0) this.#endSoon();
    }
  }

  #response(key: string): unknown {
    const responses = this.#request.params?.["inputResponses"];
    if (responses === undefined) return undefined;
    if (typeof responses !== "object" || responses === null || Array.isArray(responses)) {
      const message = "inputResponses must be an object of answers by the keys of their questions";
      throw new ProtocolError(ErrorCode.InvalidParams, message);
    }
    return Object.hasOwn(responses, key) ? (responses as JsonObject)[key] : undefined;
  }

  #open(): Promise<InputRecord> {
    const state = this.#request.params?.["requestState"];
    this.#record ??=
      state === undefined
        ? Promise.resolve(EMPTY)
        : this.#requireSealer().open(state, this.#binding, this.#caller.lifetime);
    return this.#record;
  }

  get #binding(): string {
    return describeBinding(this.#request, this.#caller.origin.principal);
  }

  #requireSealer(): StateSealer {
    const { sealer } = this.#caller;
    if (sealer) return sealer;
    throw new MortiseError(
      "INVALID_OPTION",
      `A question needs keys here, because the answer may reach another instance of this server: set ${STATE_KEYS_VARIABLE}, or the option state.keys of createServer, to the same secrets on all of them`,
    );
  }

  /** Ends the run once every question of this turn is known and nothing that it holds is half done. */
  #endSoon(): void {
    if (this.#isEnding || this.#running > 0) return;
    this.#isEnding = true;
    nextTurn(() => {
      this.#isEnding = false;
      // A step that began meanwhile ends the run when it is done, so that its value is kept.
      if (this.#running === 0) void this.#end();
    });
  }

  async #end(): Promise<void> {
    const { lifetime, identity } = this.#caller;
    try {
      const record = await this.#open();
      const pending = Object.fromEntries(this.#pending);
      const all = Object.entries({ ...record.answers, ...Object.fromEntries(this.#answers) });
      const answers = Object.fromEntries(all.filter(([key]) => !Object.hasOwn(pending, key)));
      assertMayTravel(answers);
      const requestState = await this.#requireSealer().seal(
        {
          asked: { ...record.asked, ...(await this.#follow(record)) },
          answers,
          steps: { ...record.steps, ...Object.fromEntries(this.#done) },
        },
        this.#binding,
      );
      lifetime.abort(new InputRequired(pending, requestState, identity?.meta));
    } catch (error) {
      lifetime.abort(error);
    }
  }

  /** Notes what the client is shown now, and how often that has changed. */
  async #follow({ asked }: InputRecord): Promise<Readonly<Record<string, AskedQuestion>>> {
    const followed = [...this.#pending].map(async ([key, question]) => {
      const refused = this.#refused.get(key);
      const put = refused === undefined ? question : (this.#put.get(key) ?? question);
      const shown = follow(key, await digestQuestion(put), findAsked(asked, key));
      return [key, countRefusals(key, shown, refused)] as const;
    });
    return Object.fromEntries(await Promise.all(followed));
  }

  #requireAsking(): void {
    const { method } = this.#request;
    if (ASKING.has(method)) return;
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${method} cannot ask the client for anything; only tools, prompts and the reading of resources can`,
    );
  }
}

function findAsked(
  asked: InputRecord["asked"] | undefined,
  key: string,
): AskedQuestion | undefined {
  return asked && Object.hasOwn(asked, key) ? asked[key] : undefined;
}

/**
 * Notes that the question of `digest` is asked after `earlier`.
 *
 * @throws MortiseError `INVALID_DEFINITION` for a key whose question is another one in each run.
 */
function follow(key: string, digest: string, earlier: AskedQuestion | undefined): AskedQuestion {
  if (!earlier) return { digest };
  if (earlier.digest === digest) return earlier;
  const { changes = 0 } = earlier;
  if (changes < MAX_CHANGES) return { digest, changes: changes + 1 };
  throw new MortiseError(
    "INVALID_DEFINITION",
    `The question "${key}" was another one in each of ${changes + 2} runs, so that no answer fits it; make what changes in it in a step, as in await ctx.step("price", () => …)`,
  );
}

/**
 * Notes that the question is asked again for the reason `refused`.
 *
 * @throws ToolError for a user that has answered it too often.
 */
function countRefusals(
  key: string,
  shown: AskedQuestion,
  refused: string | undefined,
): AskedQuestion {
  if (refused === undefined) return shown;
  const { refusals = 0 } = shown;
  if (refusals >= MAX_REFUSALS) throw invalidAnswer(key, { refused });
  return { ...shown, refusals: refusals + 1 };
}

/** Refuses answers that are too large to travel on, which is the client's doing and not the handler's. */
function assertMayTravel(answers: JsonObject): void {
  const { length } = JSON.stringify(answers);
  if (length <= MAX_STATE) return;
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    `The answers to the questions of this request have ${length} characters together; they may have ${MAX_STATE} until the last is given`,
  );
}
