import { describe, expect, test } from "vitest";
import type { LanguageModelStreamPart } from "../language-model/answer.ts";
import type { Part } from "../language-model/fixture/scripted-model.ts";
import { call, finish, text } from "../language-model/fixture/scripted-model.ts";
import type { ModelStepResult, TextPiece } from "./answer-reader.ts";
import { AnswerReader } from "./answer-reader.ts";
import { BrokenAnswer } from "./broken-answer.ts";

const tools = [{ type: "function", name: "look", inputSchema: {} } as const];

async function read(parts: readonly Part[]): Promise<{
  result: ModelStepResult;
  pieces: TextPiece[];
}> {
  const pieces: TextPiece[] = [];
  const reader = new AnswerReader({
    messages: [],
    tools,
    onText: async (piece) => {
      pieces.push(piece);
    },
  });
  for (const part of parts) await reader.read(part as unknown as LanguageModelStreamPart);
  return { result: reader.finish(), pieces };
}

test("a text is handed on piece by piece, and is whole at the end", async () => {
  const { result, pieces } = await read([...text("Hello there."), finish()]);
  expect(pieces).toEqual([
    { type: "text-start" },
    { type: "text-delta", text: "Hello " },
    { type: "text-delta", text: "there." },
    { type: "text-end", text: "Hello there." },
  ]);
  expect(result).toEqual({
    message: { role: "assistant", content: [{ type: "text", text: "Hello there." }] },
    calls: [],
    text: "Hello there.",
    finish: "stop",
    usage: { inputTokens: 10, outputTokens: 5 },
  });
});

test("texts that come at the same time are kept apart by their ids", async () => {
  const { result } = await read([
    { type: "text-start", id: "a" },
    { type: "text-start", id: "b" },
    { type: "text-delta", id: "a", delta: "one" },
    { type: "text-delta", id: "b", delta: "two" },
    { type: "text-delta", id: "a", delta: " and more" },
    finish(),
  ]);
  expect(result.text).toBe("one and more\ntwo");
});

test("an id that begins again begins another text", async () => {
  const { result } = await read([...text("one", "0"), ...text("two", "0"), finish()]);
  expect(result.message.content).toMatchObject([{ text: "one" }, { text: "two" }]);
});

test("thoughts are kept with the notes of their provider, and are no text", async () => {
  const { result, pieces } = await read([
    { type: "reasoning-start", id: "r" },
    { type: "reasoning-delta", id: "r", delta: "I must " },
    { type: "reasoning-delta", id: "r", delta: "look." },
    { type: "reasoning-end", id: "r", providerMetadata: { anthropic: { signature: "s" } } },
    ...text("Done."),
    finish(),
  ]);
  expect(result.message.content[0]).toEqual({
    type: "reasoning",
    text: "I must look.",
    providerOptions: { anthropic: { signature: "s" } },
  });
  expect(result.text).toBe("Done.");
  expect(pieces.some((piece) => piece.type === "text-delta" && piece.text !== "Done.")).toBe(false);
});

test("an empty thought stays when its provider noted something on it, an empty text goes", async () => {
  const { result } = await read([
    { type: "reasoning-start", id: "r", providerMetadata: { openai: { itemId: "rs_1" } } },
    { type: "reasoning-end", id: "r" },
    { type: "text-start", id: "0" },
    { type: "text-end", id: "0" },
    call("look"),
    finish("tool-calls"),
  ]);
  expect(result.message.content.map(({ type }) => type)).toEqual(["reasoning", "tool-call"]);
});

test("a call is kept with an object as its input, also when its arguments are broken", async () => {
  const { result } = await read([call("look", "{"), finish("tool-calls")]);
  expect(result.calls[0]?.invalid).toContain("could not be read");
  expect(result.message.content).toEqual([
    { type: "tool-call", toolCallId: "look-1", toolName: "look", input: {} },
  ]);
});

test("parts of other types are passed over", async () => {
  const { result } = await read([
    { type: "stream-start", warnings: [{ type: "other", message: "no temperature" }] },
    { type: "response-metadata", id: "r" },
    { type: "tool-input-start", id: "1", toolName: "look" },
    { type: "ping" },
    { type: "source", sourceType: "url", id: "s", url: "https://x.test/" },
    ...text("Done."),
    finish(),
  ]);
  expect(result.message.content).toHaveLength(1);
});

describe("the end", () => {
  test.each<[string, ModelStepResult["finish"]]>([
    ["stop", "stop"],
    ["other", "stop"],
    ["length", "length"],
    ["content-filter", "refusal"],
  ])("%s is %s", async (unified, expected) => {
    expect((await read([...text("Done."), finish(unified)])).result.finish).toBe(expected);
  });

  test("calls make the end, whatever the provider calls it", async () => {
    expect((await read([call("look"), finish("stop")])).result.finish).toBe("tool-calls");
  });

  test("an empty answer is an answer when the provider cut or refused it", async () => {
    expect((await read([finish("length")])).result).toMatchObject({ text: "", finish: "length" });
    expect((await read([finish("content-filter")])).result.finish).toBe("refusal");
  });

  test.each<[string, Part[], string]>([
    ["no end", text("Done."), "broke off"],
    ["an end that is an error", [...text("Done."), finish("error")], "broke off"],
    ["an end that is an interruption", [...text("Done."), finish("interrupted")], "broke off"],
    ["nothing but its end", [finish()], "was empty"],
    ["nothing but spaces", [...text(" \n"), finish()], "was empty"],
  ])("an answer with %s is broken", async (_name, parts, message) => {
    const reading = read(parts);
    await expect(reading).rejects.toBeInstanceOf(BrokenAnswer);
    await expect(reading).rejects.toThrow(message);
  });

  test("an error in the stream is thrown as it is", async () => {
    const error = { type: "overloaded_error" };
    await expect(read([...text("Do"), { type: "error", error }])).rejects.toBe(error);
  });

  test("tokens that are not counted are none", async () => {
    const uncounted = {
      type: "finish",
      finishReason: { unified: "stop" },
      usage: { inputTokens: { total: undefined }, outputTokens: { total: undefined } },
    };
    const { result } = await read([...text("Done."), uncounted]);
    expect(result.usage).toEqual({ inputTokens: 0, outputTokens: 0 });
  });
});
