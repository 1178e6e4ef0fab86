import type { Clock } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import type { LanguageModel, LanguageModelCall } from "../language-model/language-model.ts";
import { streamOf } from "../language-model/stream-of.ts";
import { writeAnswer } from "./answer/write-answer.ts";
import type { PlannedCall } from "./plan/plan-calls.ts";
import { planRequest } from "./plan/plan-request.ts";
import type { Transcript } from "./plan/transcript.ts";
import { readTranscript, WAIT_TOOL } from "./plan/transcript.ts";
import { createToolProfile } from "./tool/tool-profile.ts";

/** How many calls the planner makes for one request before it answers. */
const CALL_LIMIT = 8;

/** The planner as a language model; AI SDK takes it as one of its own. */
export interface OfflineModel extends LanguageModel {
  /** Plans the next step and gives it at once. */
  doGenerate(call: LanguageModelCall): Promise<{
    content: OfflineContent[];
    finishReason: OfflineFinish;
    usage: OfflineUsage;
    warnings: [];
  }>;
  /** Plans the next step and gives it word by word. */
  doStream(call: LanguageModelCall): Promise<{ stream: ReadableStream<OfflinePart> }>;
}

/** A text or a call that the planner answers with. */
type OfflineContent = { type: "text"; text: string } | OfflineCall;

/** A tool call that the rules chose. */
export interface OfflineCall {
  type: "tool-call";
  /** Names the call within its answer. */
  toolCallId: string;
  /** The name of the tool, as it was offered. */
  toolName: string;
  /** The arguments as JSON text. */
  input: string;
}

type OfflinePart =
  | { type: "stream-start"; warnings: [] }
  | { type: "text-start" | "text-end"; id: string }
  | { type: "text-delta"; id: string; delta: string }
  | OfflineCall
  | { type: "finish"; usage: OfflineUsage; finishReason: OfflineFinish };

/** The reason that an offline answer ended, as models give it. */
export interface OfflineFinish {
  /** The reason in the words that all models share. */
  unified: "stop" | "tool-calls";
  /** The reason in the model's own words. */
  raw: undefined;
}

/** Rules use no tokens. */
export interface OfflineUsage {
  /** Always zero: rules read no tokens. */
  inputTokens: { total: number; noCache: number; cacheRead: number; cacheWrite: number };
  /** Always zero: rules write no tokens. */
  outputTokens: { total: number; text: number; reasoning: number };
}

const NO_USAGE: OfflineUsage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};

/** The next step of the planner: calls to make, or else the answer. */
export interface OfflineStep {
  readonly calls: readonly (PlannedCall & { readonly id: string })[];
  /** The answer; empty beside calls. */
  readonly text: string;
}

/**
 * Plans one step from a conversation: a pure function, with no model behind it. `now` is the time in
 * milliseconds, for words such as "this year".
 */
export function planOfflineStep(
  call: LanguageModelCall,
  now: number = systemClock.now(),
): OfflineStep {
  const offered = (call.tools ?? []).filter((tool) => tool.type === "function");
  const tools = offered.filter(({ name }) => name !== WAIT_TOOL).map(createToolProfile);
  const { transcript, plan, resolved } = planRequest(readTranscript(call.prompt), tools);
  const { length: made } = transcript.finished;
  const mayCall = call.toolChoice?.type !== "none" && made < CALL_LIMIT;
  const mayWait = call.toolChoice?.type !== "none" && offered.length > tools.length;
  const waits = mayWait ? waitsFor(transcript) : [];
  const planned = mayCall && plan.calls.length > 0 ? plan.calls : waits;
  if (planned.length === 0) {
    return { calls: [], text: writeAnswer({ transcript, plan, tools, resolved, now }) };
  }
  const turn = call.prompt.length;
  const calls = planned.map((each, index) => ({ ...each, id: `offline_${turn}_${index + 1}` }));
  return { calls, text: "" };
}

/** The calls that wait for tasks, once there is nothing else to do. */
function waitsFor({ finished }: Transcript): PlannedCall[] {
  return finished.flatMap(({ task }) =>
    task === undefined ? [] : [{ tool: WAIT_TOOL, args: { task } }],
  );
}

/**
 * Creates the planner that stands in for a language model: rules choose the tools and lay out what
 * they return.
 *
 * Deterministic, without network or weights, and labelled in every answer. It calls a tool that
 * writes only when the request opens with that tool's verb.
 */
export function createOfflineModel(clock: Pick<Clock, "now"> = systemClock): OfflineModel {
  return {
    specificationVersion: "v4",
    provider: "offline",
    modelId: "rules-1",
    supportedUrls: {},
    async doGenerate(call) {
      const step = planOfflineStep(call, clock.now());
      return {
        content: toContent(step),
        finishReason: toFinish(step),
        usage: NO_USAGE,
        warnings: [],
      };
    },
    async doStream(call) {
      return { stream: streamOf(toParts(planOfflineStep(call, clock.now()))) };
    },
  };
}

function toContent(step: OfflineStep): OfflineContent[] {
  if (!step.calls.length) return [{ type: "text", text: step.text }];
  return step.calls.map(({ id, tool, args }) => ({
    type: "tool-call",
    toolCallId: id,
    toolName: tool,
    input: JSON.stringify(args),
  }));
}

function* toParts(step: OfflineStep): Generator<OfflinePart> {
  yield { type: "stream-start", warnings: [] };
  for (const part of toContent(step)) {
    if (part.type === "tool-call") {
      yield part;
      continue;
    }
    yield { type: "text-start", id: "answer" };
    for (const delta of part.text.match(/\S+\s*/g) ?? []) {
      yield { type: "text-delta", id: "answer", delta };
    }
    yield { type: "text-end", id: "answer" };
  }
  yield { type: "finish", usage: NO_USAGE, finishReason: toFinish(step) };
}

function toFinish(step: OfflineStep): OfflineFinish {
  return { unified: step.calls.length ? "tool-calls" : "stop", raw: undefined };
}
