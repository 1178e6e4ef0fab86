import type { HandlerRecord, InputJournal, JsonRpcRequest, StepRecord } from "@mortise/protocol";
import { isModern, MortiseError } from "@mortise/protocol";
import { requireCapability } from "../client-feature/missing-capability.ts";
import type { Question } from "../client-feature/question.ts";
import type { Caller } from "../request/caller.ts";
import type { JsonValue } from "../schema/json-value.ts";
import { NotJson, toJsonValue } from "../schema/json-value.ts";
import { MAX_STATE, stateTooLarge } from "../state/state-sealer.ts";
import { askingAgain, invalidAnswer, MAX_REFUSALS } from "./invalid-answer.ts";
import { LiveJournal } from "./live-journal.ts";
import { assertOutsideStep, assertOutsideSteps, runStep } from "./open-steps.ts";
import { SealedJournal } from "./sealed-journal.ts";

/** The questions and steps of one run of a handler, on the journal of its request. */
export class HandlerInput {
  readonly #caller: Caller;
  readonly #journal: InputJournal;
  readonly #steps = new Map<string, Promise<StepRecord>>();
  readonly #asked = new Map<string, Question<unknown>>();
  readonly #answers: HandlerRecord["answers"][number][] = [];

  constructor(caller: Caller, request: JsonRpcRequest) {
    this.#caller = caller;
    this.#journal = caller.journal ?? chooseJournal(caller, request);
  }

  /** Resolves with the answer to a question. */
  ask<Answer>(key: string, question: Question<Answer>): Promise<Answer> {
    return handled(this.#ask(key, question));
  }

  /** Runs `work` unless its value is on record, and resolves with the value. */
  step<Value>(name: string, work: () => Value | Promise<Value>): Promise<Value> {
    return handled(this.#step(name, work));
  }

  /**
   * Resolves with the answers so far, and the steps that have begun.
   *
   * @throws MortiseError `INVALID_DEFINITION` inside a step.
   */
  async record(): Promise<HandlerRecord> {
    assertOutsideSteps(this, "Becoming a task");
    const steps = await Promise.all(
      [...this.#steps].map(async ([name, step]) => ({ name, ...(await step) })),
    );
    return { answers: this.#answers, steps };
  }

  async #ask<Answer>(key: string, question: Question<Answer>): Promise<Answer> {
    assertOutsideSteps(this, `The question "${key}"`);
    requireCapability(question.requires, this.#caller);
    this.#requireOwnKey(key, question);
    const { method, params } = question;
    const recorded = await this.#journal.recall(key, { method, params });
    let response = recorded;
    let refusals = 0;
    for (;;) {
      const reading = response === undefined ? undefined : await question.read(response);
      if (reading && "answer" in reading) {
        await this.#journal.keep(key, response);
        this.#answers.push({ key, question: { method, params }, answer: response });
        return reading.answer;
      }
      if (reading) {
        if (!reading.isOfUser || refusals >= MAX_REFUSALS) throw invalidAnswer(key, reading);
        refusals += 1;
      }
      const shown = reading ? askingAgain(params, reading.refused) : params;
      response =
        (await this.#journal.ask(key, { method, params: shown }, reading?.refused)) ?? null;
    }
  }

  async #step<Value>(name: string, work: () => Value | Promise<Value>): Promise<Value> {
    let record = this.#steps.get(name);
    if (record !== undefined) assertOutsideStep(this, name);
    else {
      record = this.#journal.step(name, async () =>
        this.#toRecord(name, await runStep(this, name, work)),
      );
      this.#steps.set(name, record);
    }
    return (await record).value as Value;
  }

  /** Every run sees the value of a step as JSON has it, the first one too. */
  async #toRecord(name: string, given: unknown): Promise<StepRecord> {
    const { value } = await toStepJson(name, given);
    if (value === undefined) return {};
    const text = JSON.stringify(value);
    // A journal that is given has limits of its own.
    if (!this.#caller.journal && text.length > MAX_STATE) throw stateTooLarge(text.length);
    return { value: JSON.parse(text) };
  }

  /** Asked again under its key, a question would be answered from the record for ever. */
  #requireOwnKey(key: string, question: Question<unknown>): void {
    const earlier = this.#asked.get(key) ?? question;
    this.#asked.set(key, question);
    if (earlier === question) return;
    throw new MortiseError(
      "INVALID_DEFINITION",
      `Two questions of one request have the key "${key}"; give each its own`,
    );
  }
}

/**
 * Keeps a rejection from ending the process: of several that a handler began together and awaits in
 * turn, only the first is awaited when the run ends.
 */
function handled<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => undefined);
  return promise;
}

function chooseJournal(caller: Caller, request: JsonRpcRequest): InputJournal {
  return isModern(caller.revision) ? new SealedJournal(caller, request) : new LiveJournal(caller);
}

async function toStepJson(name: string, given: unknown): Promise<JsonValue> {
  try {
    return await toJsonValue(given);
  } catch (cause) {
    if (!(cause instanceof NotJson)) throw cause;
    const message = `Step "${name}" gave what is not JSON: ${cause.message}`;
    throw new MortiseError("INVALID_DEFINITION", message, { cause });
  }
}
