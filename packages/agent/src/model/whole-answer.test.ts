import { expect, test } from "vitest";
import type { LanguageModel, LanguageModelAnswer } from "../language-model/language-model.ts";
import { streamWhole } from "./whole-answer.ts";

function whole(content: LanguageModelAnswer["content"]): LanguageModel {
  return {
    specificationVersion: "v4",
    provider: "ollama.chat",
    modelId: "qwen",
    supportedUrls: {},
    doGenerate: async () => ({
      content,
      finishReason: { unified: "stop" },
      usage: { inputTokens: { total: 1 }, outputTokens: { total: 2 } },
    }),
    doStream: () => Promise.reject(new Error("must not be streamed")),
  };
}

async function partsOf(model: LanguageModel): Promise<unknown[]> {
  const { stream } = await model.doStream({ prompt: [] });
  const parts: unknown[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

test("a whole answer becomes a stream of the same parts", async () => {
  const call = { type: "tool-call", toolCallId: "1", toolName: "look", input: "{}" };
  const notes = { providerMetadata: { ollama: { note: 1 } } };
  const model = streamWhole(
    whole([
      { type: "reasoning", text: "I must look.", ...notes } as { type: string },
      { type: "text", text: "One moment." } as { type: string },
      call,
    ]),
  );
  expect(await partsOf(model)).toEqual([
    { type: "reasoning-start", id: "0", ...notes },
    { type: "reasoning-delta", id: "0", delta: "I must look.", ...{} },
    { type: "reasoning-end", id: "0" },
    { type: "text-start", id: "1" },
    { type: "text-delta", id: "1", delta: "One moment." },
    { type: "text-end", id: "1" },
    call,
    {
      type: "finish",
      finishReason: { unified: "stop" },
      usage: { inputTokens: { total: 1 }, outputTokens: { total: 2 } },
    },
  ]);
});

test("the model stays what it is", async () => {
  const given = whole([]);
  const model = streamWhole(given);
  expect(model).toMatchObject({ provider: "ollama.chat", modelId: "qwen", supportedUrls: {} });
  expect((await model.doGenerate({ prompt: [] })).content).toEqual([]);
});
