import { MortiseError } from "@mortise/protocol";
import type {
  BrainCall,
  BrainReply,
  ConversationEntry,
  ModelRequest,
} from "../provider/conversation.ts";
import type {
  ModelCall,
  ModelContent,
  ModelFinish,
  ModelStreamPart,
  ModelUsage,
  ScriptedLanguageModel,
} from "./language-model.ts";
import { readCall } from "./read-call.ts";

/** What the model does when it is asked once: it answers, fails with `error`, or says nothing at all. */
export interface ScriptStep extends BrainReply {
  /** What was said last must hold this: the user's words, or the results of the calls before. */
  readonly after?: string | RegExp;
  /** The model fails with it, as a provider does; `new Error("rate limit")` is one that agents try again. */
  readonly error?: Error;
  /** The model never answers; only the agent's limits or the user end that. */
  readonly silent?: boolean;
  /** Calls tools that the agent does not offer, which is a mistake in a script otherwise. */
  readonly unknownTools?: boolean;
}

/** A language model that follows a script; hand it to `createAgent({ model })`. */
export interface ScriptedModel extends ScriptedLanguageModel {
  /** What the model was asked, call by call. */
  readonly requests: readonly ModelRequest[];
  /** Steps of the script that are left. */
  readonly left: number;
  /** Throws where the agent departed from the script: what went wrong on the way, or steps nobody asked for. */
  assertFinished(): void;
}

const NOTHING_USED: ModelUsage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};

/**
 * Makes a language model that takes one step of `script` each time it is asked, with no network and no provider.
 *
 * The run fails with `MODEL_FAILED`, and says why, when the script has run out, when what was said
 * last does not hold what the step expects, and when a step calls a tool that was not offered. A step may be a function of what was asked.
 */
export function scriptedModel(
  script: readonly (ScriptStep | ((request: ModelRequest) => ScriptStep))[],
): ScriptedModel {
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
  const take = async (call: ModelCall): Promise<BrainReply> => {
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
        `The model was asked ${times(next)}, and its script has ${script.length} steps; next would be ${describeStep(script[next])}`,
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
  given: ScriptStep | ((request: ModelRequest) => ScriptStep) | undefined,
  request: ModelRequest,
  length: number,
): ScriptStep {
  if (given !== undefined) return typeof given === "function" ? given(request) : given;
  throw departed(
    `The script of the model ended after ${length} steps, and the agent asked once more; the last thing said was ${describeLast(request)}`,
  );
}

function checkStep(step: ScriptStep, number: number, request: ModelRequest): void {
  if (step.after !== undefined && !holds(lastSaid(request), step.after)) {
    const wanted = typeof step.after === "string" ? JSON.stringify(step.after) : step.after;
    throw departed(
      `Step ${number} of the script is to follow ${wanted}, and the last thing said was ${describeLast(request)}`,
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

/** Waits for the agent to give up, and fails as it does. */
function untilGivenUp({ abortSignal }: ModelCall): Promise<never> {
  return new Promise((_resolve, reject) => {
    const giveUp = (): void => reject(abortSignal?.reason);
    if (abortSignal?.aborted) giveUp();
    else abortSignal?.addEventListener("abort", giveUp, { once: true });
  });
}

/** What came after the model's own last words: the results of its calls, or else what the user said. */
function lastSaid({ entries }: ModelRequest): string {
  const isOwn = ({ role }: ConversationEntry): boolean => role !== "user" && role !== "result";
  return entries
    .slice(entries.findLastIndex(isOwn) + 1)
    .map((entry) => ("text" in entry ? entry.text : ""))
    .join("\n");
}

function holds(text: string, wanted: string | RegExp): boolean {
  // `search` always starts at the beginning, whatever the flags.
  return typeof wanted === "string" ? text.includes(wanted) : text.search(wanted) >= 0;
}

const SHOWN = 300;

function describeLast(request: ModelRequest): string {
  const text = lastSaid(request);
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
}

function describeStep(
  step: ScriptStep | ((request: ModelRequest) => ScriptStep) | undefined,
): string {
  if (typeof step !== "object") return "a step that depends on what is asked";
  if (step.calls?.length) return `calls of ${step.calls.map(({ name }) => name).join(", ")}`;
  if (step.error !== undefined) return `the error ${JSON.stringify(step.error.message)}`;
  return step.silent ? "silence" : `the text ${JSON.stringify(step.text ?? "")}`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

// Of a code that agents never try again.
function departed(message: string): MortiseError {
  return new MortiseError("MODEL_FAILED", message);
}

function toContent({ thinking, text, calls = [] }: BrainReply, step: number): ModelContent[] {
  return [
    ...(thinking ? [{ type: "reasoning" as const, text: thinking }] : []),
    ...(text ? [{ type: "text" as const, text }] : []),
    ...calls.map(({ id, name, args }: BrainCall, index) => ({
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
    // As models stream: a word at a time.
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
