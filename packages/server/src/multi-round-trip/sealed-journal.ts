import type { JsonObject, JsonRpcRequest } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Caller } from "../request/caller.ts";
import type { InputJournal, InputQuestion, StepRecord } from "../state/input-journal.ts";
import type { InputRecord, StateSealer } from "../state/state-sealer.ts";
import { nextTurn } from "../time/next-turn.ts";
import { describeBinding } from "./binding.ts";
import { InputRequired } from "./input-required.ts";

const EMPTY: InputRecord = { answers: {}, steps: {} };
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
  #record: Promise<InputRecord> | undefined;
  #running = 0;
  #isEnding = false;

  constructor(caller: Caller, request: JsonRpcRequest) {
    this.#caller = caller;
    this.#request = request;
  }

  async recall(key: string): Promise<unknown> {
    this.#requireAsking();
    const { answers } = await this.#open();
    return Object.hasOwn(answers, key) ? answers[key] : this.#response(key);
  }

  async ask(key: string, question: InputQuestion): Promise<unknown> {
    this.#pending.set(key, question);
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
    this.#running += 1;
    try {
      const record = await work();
      this.#done.set(name, record);
      return record;
    } finally {
      this.#running -= 1;
      if (this.#pending.size > 0) this.#endSoon();
    }
  }

  #response(key: string): unknown {
    const responses = this.#request.params?.["inputResponses"];
    if (typeof responses !== "object" || responses === null) return undefined;
    return Object.hasOwn(responses, key) ? (responses as JsonObject)[key] : undefined;
  }

  #open(): Promise<InputRecord> {
    const state = this.#request.params?.["requestState"];
    this.#record ??=
      state === undefined ? Promise.resolve(EMPTY) : this.#sealer.open(state, this.#binding);
    return this.#record;
  }

  get #binding(): string {
    return describeBinding(this.#request, this.#caller.origin.principal);
  }

  get #sealer(): StateSealer {
    const { sealer } = this.#caller;
    if (sealer) return sealer;
    throw new MortiseError("INVALID_OPTION", "This caller has no key to seal a request state with");
  }

  /** Ends the run once every question of this turn is known and no step is half done. */
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
      const requestState = await this.#sealer.seal(
        {
          answers: { ...record.answers, ...Object.fromEntries(this.#answers) },
          steps: { ...record.steps, ...Object.fromEntries(this.#done) },
        },
        this.#binding,
      );
      const questions = [...this.#pending].map(([key, { method, params }]) => [
        key,
        { method, params },
      ]);
      lifetime.abort(
        new InputRequired(Object.fromEntries(questions), requestState, identity?.meta),
      );
    } catch (error) {
      lifetime.abort(error);
    }
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
