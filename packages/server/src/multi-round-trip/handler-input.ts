import type { ClientCapabilities, JsonObject, JsonRpcRequest, Revision } from "@mortise/protocol";
import { ErrorCode, isModern, MortiseError, ProtocolError, ToolError } from "@mortise/protocol";
import type { Question } from "../client-feature/question.ts";
import type { Caller } from "../request/caller.ts";
import type { InputRecord, StepRecord } from "../state/state-sealer.ts";
import { MAX_STATE, stateTooLarge } from "../state/state-sealer.ts";
import { describeBinding } from "./binding.ts";
import { InputRequired } from "./input-required.ts";

const EMPTY: InputRecord = { answers: {}, steps: {} };
/** The requests whose results may ask for input (2026-07-28, MRTR, Supported Requests). */
const ASKING: ReadonlySet<string> = new Set(["tools/call", "prompts/get", "resources/read"]);

/**
 * The questions of one run of a handler, and the answers that have come.
 *
 * Where the client can be asked, a question is sent and waited for. In 2026-07-28 it cannot: a run
 * that meets an unanswered question ends, and the next run finds the answer on record.
 */
export class HandlerInput {
  readonly #caller: Caller;
  readonly #request: JsonRpcRequest;
  readonly #answers = new Map<string, unknown>();
  readonly #steps = new Map<string, Promise<unknown>>();
  readonly #done = new Map<string, StepRecord>();
  readonly #asked = new Map<string, Question<unknown>>();
  readonly #pending = new Map<string, Question<unknown>>();
  #record: Promise<InputRecord> | undefined;
  #running = 0;
  #isEnding = false;

  constructor(caller: Caller, request: JsonRpcRequest) {
    this.#caller = caller;
    this.#request = request;
  }

  /** Returns the answer to a question, once there is one. */
  async ask<Answer>(key: string, question: Question<Answer>): Promise<Answer> {
    this.#requireCapability(question.requires);
    this.#requireOwnKey(key, question);
    if (!isModern(this.#caller.revision)) return this.#askNow(question);
    this.#requireAsking();
    const record = await this.#open();
    const given = Object.hasOwn(record.answers, key) ? record.answers[key] : this.#response(key);
    const answer = given === undefined ? undefined : await question.read(given);
    if (answer !== undefined) {
      this.#answers.set(key, given);
      return answer;
    }
    this.#pending.set(key, question);
    this.#endSoon();
    // The lifetime is aborted when the run ends, which is what every waiting part then learns.
    const { promise, reject } = Promise.withResolvers<never>();
    const { signal } = this.#caller.lifetime;
    signal.throwIfAborted();
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    return promise;
  }

  /** Runs `work` unless an earlier run did, and returns its value. */
  step<Value>(name: string, work: () => Value | Promise<Value>): Promise<Value> {
    let value = this.#steps.get(name) as Promise<Value> | undefined;
    if (!value) {
      value = this.#step(name, work);
      this.#steps.set(name, value);
    }
    return value;
  }

  async #step<Value>(name: string, work: () => Value | Promise<Value>): Promise<Value> {
    const record = isModern(this.#caller.revision) ? await this.#open() : EMPTY;
    if (Object.hasOwn(record.steps, name)) return record.steps[name]?.value as Value;
    this.#running += 1;
    try {
      const value = toRecorded(name, await work());
      this.#done.set(name, { value });
      return value;
    } finally {
      this.#running -= 1;
      if (this.#pending.size > 0) this.#endSoon();
    }
  }

  async #askNow<Answer>(question: Question<Answer>): Promise<Answer> {
    const { channel, lifetime, revision } = this.#caller;
    lifetime.signal.throwIfAborted();
    if (lifetime.isOver) {
      throw new MortiseError("CLOSED", "The request is answered; its client cannot be asked now");
    }
    if (!channel.ask) {
      throw new ToolError(
        "The client cannot be asked: this request has no session. Connect with initialize first",
        { code: "no_session" },
      );
    }
    const isUrl = "mode" in question.params;
    const params = isUrl
      ? { ...question.params, elicitationId: crypto.randomUUID() }
      : question.params;
    if (isUrl && revision < "2025-11-25") {
      throw missing({ elicitation: { url: {} } }, revision);
    }
    const asked = channel.ask(question.method, { ...params }, lifetime.signal);
    const answer = await question.read(await lifetime.hold(asked).catch(tellRefusal));
    if (answer !== undefined) return answer;
    throw new ToolError("The client gave an answer that does not fit the question", {
      code: "invalid_answer",
    });
  }

  #response(key: string): unknown {
    const responses = this.#request.params?.["inputResponses"];
    if (typeof responses !== "object" || responses === null) return undefined;
    return Object.hasOwn(responses, key) ? (responses as JsonObject)[key] : undefined;
  }

  #open(): Promise<InputRecord> {
    const state = this.#request.params?.["requestState"];
    this.#record ??=
      state === undefined
        ? Promise.resolve(EMPTY)
        : this.#sealer.open(state, describeBinding(this.#request, this.#caller.origin.principal));
    return this.#record;
  }

  get #sealer(): NonNullable<Caller["sealer"]> {
    const { sealer } = this.#caller;
    if (sealer) return sealer;
    throw new MortiseError("INVALID_OPTION", "This caller has no key to seal a request state with");
  }

  /** Ends the run once every question of this turn is known and no step is half done. */
  #endSoon(): void {
    if (this.#isEnding || this.#running > 0) return;
    this.#isEnding = true;
    setTimeout(() => {
      this.#isEnding = false;
      // A step that began meanwhile ends the run when it is done, so that its value is kept.
      if (this.#running === 0) void this.#end();
    }, 0);
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
        describeBinding(this.#request, this.#caller.origin.principal),
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

  #requireAsking(): void {
    const { method } = this.#request;
    if (ASKING.has(method)) return;
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${method} cannot ask the client for anything; only tools, prompts and the reading of resources can`,
    );
  }

  #requireCapability(required: ClientCapabilities): void {
    if (isOffered(required, this.#caller.capabilities)) return;
    throw missing(required, this.#caller.revision);
  }
}

/** A client that cannot answer says so in its own words, which its own model may read. */
function tellRefusal(error: unknown): never {
  if (!ProtocolError.is(error)) throw error;
  throw new ToolError(`The client did not answer: ${error.message}`, {
    code: "client_error",
    cause: error,
  });
}

/** What every run sees of a step, so that the first sees no more than those after it. */
function toRecorded<Value>(name: string, value: Value): Value {
  if (value === undefined) return value;
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new MortiseError("INVALID_DEFINITION", `Step "${name}" gave what is not JSON: ${cause}`, {
      cause,
    });
  }
  if (text === undefined) {
    throw new MortiseError("INVALID_DEFINITION", `Step "${name}" gave a ${typeof value}, not JSON`);
  }
  if (text.length > MAX_STATE) throw stateTooLarge(text.length);
  return JSON.parse(text) as Value;
}

function isOffered(required: ClientCapabilities, offered: ClientCapabilities): boolean {
  if (required.roots) return isObject(offered.roots);
  const { sampling, elicitation } = offered;
  if (required.sampling?.tools) return isObject(sampling) && isObject(sampling.tools);
  if (required.sampling) return isObject(sampling);
  if (!isObject(elicitation)) return false;
  if (required.elicitation?.url) return isObject(elicitation.url);
  // An empty object means forms, as it did before there were URLs (2026-07-28, Elicitation).
  return isObject(elicitation.form) || !isObject(elicitation.url);
}

/** Capabilities are what a client wrote, which may be anything. */
function isObject<Value extends object>(value: Value | undefined): value is Value {
  return typeof value === "object" && value !== null;
}

/** 2026-07-28 has an error for it; an older client's model is told as the result of its call. */
function missing(
  requiredCapabilities: ClientCapabilities,
  revision: Revision,
): ProtocolError | ToolError {
  const names = Object.keys(requiredCapabilities).join(", ");
  const message = `This request needs a client that can do ${names}, and the client does not say that it can`;
  const data = { requiredCapabilities };
  return isModern(revision)
    ? new ProtocolError(ErrorCode.MissingRequiredClientCapability, message, { data })
    : new ToolError(message, { code: "missing_capability", data });
}
