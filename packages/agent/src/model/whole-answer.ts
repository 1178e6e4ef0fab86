import type { LanguageModelContent, LanguageModelStreamPart } from "../language-model/answer.ts";
import type { LanguageModel, LanguageModelAnswer } from "../language-model/language-model.ts";
import { streamOf } from "../language-model/stream-of.ts";

/**
 * Makes a model that asks for whole answers and hands them on as streams.
 *
 * Servers on one's own machine have long failed at tool calls in a stream.
 */
export function streamWhole(model: LanguageModel): LanguageModel {
  return {
    specificationVersion: model.specificationVersion,
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    doGenerate: (call) => model.doGenerate(call),
    doStream: async (call) => ({ stream: streamOf(toParts(await model.doGenerate(call))) }),
  };
}

function* toParts(answer: LanguageModelAnswer): Generator<LanguageModelStreamPart> {
  const { content, finishReason, usage } = answer;
  // Parts of further types are passed over by the reader.
  for (const [index, part] of (content as readonly LanguageModelContent[]).entries()) {
    if (part.type !== "text" && part.type !== "reasoning") {
      yield part;
      continue;
    }
    const { type, text, ...notes } = part;
    const id = String(index);
    yield { type: `${type}-start`, id, ...notes };
    yield { type: `${type}-delta`, id, delta: text };
    yield { type: `${type}-end`, id };
  }
  yield { type: "finish", finishReason, usage };
}
