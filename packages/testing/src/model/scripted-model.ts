import { MortiseError } from "@mortise/protocol";
import type { ModelRequest, RequestEntry } from "../provider/model-request.ts";
import type { ScriptedCall, ScriptedReply } from "../provider/reply-script.ts";
import type {
  ModelCall,
  ModelContent,
  ModelFinish,
  ModelStreamPart,
  ModelUsage,
  ScriptedLanguageModel,
} from "./language-model.ts";
import { readCall } from "./read-call.ts";

/** One call of the model: it answers, fails with `error`, or stays silent. */
export interface ScriptStep extends ScriptedReply {
  /**
   * A part of the end of the conversation: of the user's words, or of the results of the calls
   * before.
   */
  readonly after?: string | RegExp;
  /** The model's failure; agents try again after `new Error("rate limit")`. */
  readonly error?: Error;
  /** The model never answers; only the agent's limits or the user end the call. */
  readonly silent?: boolean;
  /** Allows calls of tools that the agent does not offer, which otherwise count as a mistake. */
  readonly unknownTools?: boolean;
}

/** One step of a script, or a function that makes it from what the model is asked. */
export type ScriptEntry = ScriptStep | ((request: ModelRequest) => ScriptStep);

/** A language model that follows a script; hand it to `createAgent({ model })`. */
export interface ScriptedModel extends ScriptedLanguageModel {
  /** The requests to the model, call by call. */
  readonly requests: readonly ModelRequest[];
  /** The number of steps that are left. */
  readonly left: number;
  /**
   * Throws if the agent departed from the script.
   *
   * @throws MortiseError `MODEL_FAILED` with the first departure, or if steps are left.
   */
  assertFinished(): void;
}

const NOTHING_USED: ModelUsage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};

/**
 * Creates a language model that takes one step of `script` in each call, with no network and no
 * provider.
 *
 * A call fails with `MODEL_FAILED` and the reason if the script has run out, if the end of the
 * conversation lacks the text that the step expects, or if a step calls a tool that was not offered.
 */
export function scriptedModel(script: readonly ScriptEntry[]): ScriptedModel {
  const requests: ModelRequest[] = [];
  let next = 0;
  let departure: unknown;
  const find = (request: ModelRequest): ScriptStep => {
    try {
      const given = script[next];
      next += 1;
      const step = readStep(given, request, script.length);
      checkStep(step, next, request);
      return step;
    } catch (error) {
      departure ??= error;
      throw error;
    }
  };
  const take = async (call: ModelCall): Promise<ScriptedReply> => {
    const request = readCall(call);
    requests.push(request);
    const step = find(request);
    if (step.error !== undefined) throw step.error;
    return step.silent ? await untilGivenUp(call) : step;
  };
  return {
    specificationVersion: "v4",
    provider: "script",
    modelId: "scripted",
    supportedUrls: {},
    requests,
    get left() {
      return Math.max(0, script.length - next);
    },
    assertFinished() {
      if (departure !== undefined) throw departure;
      if (next >= script.length) return;
      throw departed(
        `The model was called ${times(next)}, and its script has ${script.length} steps; the next one is ${describeStep(script[next])}`,
      );
    },
    async doGenerate(call) {
      const content = toContent(await take(call), next);
      return { content, finishReason: toFinish(content), usage: NOTHING_USED, warnings: [] };
    },
    async doStream(call) {
      const content = toContent(await take(call), next);
      return { stream: ReadableStream.from(toParts(content)) };
    },
  };
}

function readStep(
  given: ScriptEntry | undefined,
  request: ModelRequest,
  length: number,
): ScriptStep {
  if (given !== undefined) return typeof given === "function" ? given(request) : given;
  throw departed(
    `The script of the model has ${length} steps, and the agent called it once more; the conversation ended with ${describeLast(request)}`,
  );
}

function checkStep(step: ScriptStep, number: number, request: ModelRequest): void {
  if (step.after !== undefined && !holds(lastSaid(request), step.after)) {
    const wanted = typeof step.after === "string" ? JSON.stringify(step.after) : step.after;
    throw departed(
      `Step ${number} of the script follows ${wanted}, and the conversation ended with ${describeLast(request)}`,
    );
  }
  if (step.unknownTools) return;
  const offered = request.tools.map(({ name }) => name);
  const missing = step.calls?.find(({ name }) => !offered.includes(name));
  if (missing === undefined) return;
  const found = offered.length === 0 ? "no tools" : offered.join(", ");
  throw departed(
    `Step ${number} of the script calls ${missing.name}, which the agent does not offer; it offers ${found}`,
  );
}

/** Rejects with the agent's reason if the agent aborts. */
function untilGivenUp({ abortSignal }: ModelCall): Promise<never> {
  return new Promise((_resolve, reject) => {
    const giveUp = (): void => reject(abortSignal?.reason);
    if (abortSignal?.aborted) giveUp();
    else abortSignal?.addEventListener("abort", giveUp, { once: true });
  });
}

/**
 * Returns the conversation after the model's last answer: the results of its calls, or the user's
 * words.
 */
function lastSaid({ entries }: ModelRequest): string {
  const isOwn = ({ role }: RequestEntry): boolean => role !== "user" && role !== "result";
  return entries
    .slice(entries.findLastIndex(isOwn) + 1)
    .map((entry) => ("text" in entry ? entry.text : ""))
    .join("\n");
}

function holds(text: string, wanted: string | RegExp): boolean {
  // `search` starts at the beginning, also with the flags `g` and `y`.
  return typeof wanted === "string" ? text.includes(wanted) : text.search(wanted) >= 0;
}

const SHOWN = 300;

function describeLast(request: ModelRequest): string {
  const text = lastSaid(request);
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}

function describeStep(step: ScriptEntry | undefined): string {
  if (typeof step !== "object") return "a step that depends on what is asked";
  if (step.calls?.length) return `calls of ${step.calls.map(({ name }) => name).join(", ")}`;
  if (step.error !== undefined) return `the error ${JSON.stringify(step.error.message)}`;
  return step.silent ? "silence" : `the text ${JSON.stringify(step.text ?? "")}`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** Creates the error of a departure, with a code that agents do not retry. */
function departed(message: string): MortiseError {
  return new MortiseError("MODEL_FAILED", message);
}

function toContent({ thinking, text, calls = [] }: ScriptedReply, step: number): ModelContent[] {
  return [
    ...(thinking ? [{ type: "reasoning" as const, text: thinking }] : []),
    ...(text ? [{ type: "text" as const, text }] : []),
    ...calls.map(({ id, name, args }: ScriptedCall, index) => ({
      type: "tool-call" as const,
      toolCallId: id ?? `call_${step}_${index + 1}`,
      toolName: name,
      input: JSON.stringify(args),
    })),
  ];
}

function* toParts(content: readonly ModelContent[]): Generator<ModelStreamPart> {
  yield { type: "stream-start", warnings: [] };
  for (const [index, part] of content.entries()) {
    if (part.type === "tool-call") {
      yield part;
      continue;
    }
    const id = String(index);
    yield { type: `${part.type}-start`, id };
    // Models stream words.
    for (const delta of part.text.match(/\S+\s*|\s+/g) ?? []) {
      yield { type: `${part.type}-delta`, id, delta };
    }
    yield { type: `${part.type}-end`, id };
  }
  yield { type: "finish", usage: NOTHING_USED, finishReason: toFinish(content) };
}

function toFinish(content: readonly ModelContent[]): ModelFinish {
  const hasCalls = content.some(({ type }) => type === "tool-call");
  return { unified: hasCalls ? "tool-calls" : "stop", raw: undefined };
}
