import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4FunctionTool,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from "@ai-sdk/provider";
import { writeAnswer } from "./answer/write-answer.ts";
import type { PlannedCall } from "./plan/plan-calls.ts";
import { planCalls } from "./plan/plan-calls.ts";
import { readTranscript } from "./plan/transcript.ts";
import { createToolProfile } from "./tool/tool-profile.ts";

/** How many calls the planner makes for one request before it answers. */
const CALL_LIMIT = 8;

const NO_USAGE: LanguageModelV4Usage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};

/** What the planner does next: calls to make, or else the answer. */
export interface OfflineStep {
  calls: (PlannedCall & { id: string })[];
  text: string;
}

/** Plans one step from a conversation: a pure function, with no model behind it. */
export function planOfflineStep(options: LanguageModelV4CallOptions): OfflineStep {
  const transcript = readTranscript(options.prompt);
  const tools = (options.tools ?? [])
    .filter((tool): tool is LanguageModelV4FunctionTool => tool.type === "function")
    .map(createToolProfile);
  const plan = planCalls(transcript, tools);
  const { length: made } = transcript.finished;
  const mayCall = options.toolChoice?.type !== "none" && made < CALL_LIMIT;
  if (mayCall && plan.calls.length) {
    const turn = options.prompt.length;
    return {
      calls: plan.calls.map((call, index) => ({ ...call, id: `offline_${turn}_${index + 1}` })),
      text: "",
    };
  }
  return { calls: [], text: writeAnswer(transcript, plan, tools) };
}

/**
 * Creates the planner that stands in for a language model: rules choose the tools and lay out what they return.
 *
 * Deterministic, without network or weights, and labelled in every answer. It calls a tool that writes only when the
 * request opens with that tool's verb.
 */
export function createOfflineModel(): LanguageModelV4 {
  return {
    specificationVersion: "v4",
    provider: "offline",
    modelId: "rules-1",
    supportedUrls: {},
    async doGenerate(options) {
      const step = planOfflineStep(options);
      return {
        content: toContent(step),
        finishReason: toFinishReason(step),
        usage: NO_USAGE,
        warnings: [],
      };
    },
    async doStream(options) {
      const parts = toStreamParts(planOfflineStep(options));
      return {
        stream: new ReadableStream({
          start(controller) {
            for (const part of parts) controller.enqueue(part);
            controller.close();
          },
        }),
      };
    },
  };
}

function toContent(step: OfflineStep): LanguageModelV4Content[] {
  if (!step.calls.length) return [{ type: "text", text: step.text }];
  return step.calls.map(({ id, tool, args }) => ({
    type: "tool-call",
    toolCallId: id,
    toolName: tool,
    input: JSON.stringify(args),
  }));
}

function* toStreamParts(step: OfflineStep): Generator<LanguageModelV4StreamPart> {
  yield { type: "stream-start", warnings: [] };
  for (const part of toContent(step)) {
    if (part.type !== "text") {
      yield part as Extract<LanguageModelV4Content, { type: "tool-call" }>;
      continue;
    }
    yield { type: "text-start", id: "answer" };
    for (const delta of part.text.match(/\S+\s*/g) ?? []) {
      yield { type: "text-delta", id: "answer", delta };
    }
    yield { type: "text-end", id: "answer" };
  }
  yield { type: "finish", usage: NO_USAGE, finishReason: toFinishReason(step) };
}

function toFinishReason(step: OfflineStep): LanguageModelV4FinishReason {
  return { unified: step.calls.length ? "tool-calls" : "stop", raw: undefined };
}
