import { expect, test } from "vitest";
import { userMessage } from "../conversation/message.ts";
import type { Step } from "../language-model/fixture/scripted-model.ts";
import {
  brokenStream,
  finish,
  openStream,
  scriptedModel,
  text,
} from "../language-model/fixture/scripted-model.ts";
import type { ModelStepRequest } from "./model-step.ts";
import { runModelStep } from "./model-step.ts";

const tool = { type: "function", name: "look", inputSchema: { type: "object" } } as const;

function request(step: Step, options: Partial<ModelStepRequest> = {}) {
  const model = scriptedModel([step]);
  const parts: string[] = [];
  return {
    model,
    parts,
    run: () =>
      runModelStep({
        model,
        instructions: "Be brief.",
        messages: [userMessage("Hi")],
        tools: [],
        toolChoice: "auto",
        signal: new AbortController().signal,
        onActivity: () => parts.push("part"),
        onText: async ({ type }) => {
          parts.push(type);
        },
        ...options,
      }),
  };
}

test("half a character reaches no provider", async () => {
  const { model, run } = request([...text("Hello."), finish()], {
    instructions: "a\ud83d",
    messages: [userMessage("x\ud83d y")],
    tools: [{ ...tool, description: "\ude00" }],
  });
  await run();
  expect(model.calls).toMatchObject([
    {
      prompt: [{ content: "a\ufffd" }, { content: [{ text: "x\ufffd y" }] }],
      tools: [{ description: "\ufffd" }],
    },
  ]);
});

test("the model gets the instructions, the conversation and the settings", async () => {
  const { model, run } = request([...text("Hello."), finish()], {
    tools: [tool],
    maxOutputTokens: 50,
    temperature: 0,
    stopSequences: ["END"],
  });
  expect((await run()).text).toBe("Hello.");
  expect(model.calls).toEqual([
    {
      prompt: [
        { role: "system", content: "Be brief." },
        { role: "user", content: [{ type: "text", text: "Hi" }] },
      ],
      tools: [tool],
      toolChoice: { type: "auto" },
      maxOutputTokens: 50,
      temperature: 0,
      stopSequences: ["END"],
      abortSignal: expect.any(AbortSignal),
      providerOptions: { openai: { store: false } },
    },
  ]);
});

test("an option that is not set is not sent", async () => {
  const { model, run } = request([...text("Hello."), finish()], { instructions: "" });
  await run();
  const [sent] = model.calls;
  expect(Object.keys(sent ?? {})).toEqual(["prompt", "abortSignal", "providerOptions"]);
  expect(sent?.prompt).toHaveLength(1);
});

test("each part is announced before its content", async () => {
  const { parts, run } = request([...text("Hello."), finish()]);
  await run();
  expect(parts).toEqual(["part", "text-start", "part", "text-delta", "part", "text-end", "part"]);
});

test("the stream waits for the reader of the text", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const seen: string[] = [];
  const { run } = request([...text("one two"), finish()], {
    onText: async (piece) => {
      seen.push(piece.type);
      if (piece.type === "text-start") await promise;
    },
  });
  const step = run();
  await Promise.resolve();
  resolve();
  await step;
  expect(seen).toEqual(["text-start", "text-delta", "text-delta", "text-end"]);
});

test.each<[string, Step]>([
  ["before the stream", new Error("refused")],
  ["in the middle of the stream", () => brokenStream(text("Hel"), new Error("refused"))],
])("a failure %s rejects", async (_name, step) => {
  await expect(request(step).run()).rejects.toThrow("refused");
});

test.each<[string, Step]>([
  ["does not begin to answer", () => new Promise<never>(() => undefined)],
  ["stops in the middle of its answer", () => openStream(text("Hel"))],
])("an abort ends a model that %s and ignores the signal", async (_name, step) => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const running = request(step, {
    signal: controller.signal,
    onActivity: () => controller.abort(reason),
  }).run();
  controller.abort(reason);
  await expect(running).rejects.toBe(reason);
});

test("a stream that is not read to its end is cancelled", async () => {
  const { promise: cancelled, resolve } = Promise.withResolvers<unknown>();
  const stream = new ReadableStream({
    start: (queue) => queue.enqueue({ type: "error", error: new Error("overloaded") }),
    cancel: () => resolve("cancelled"),
  });
  await expect(request(() => stream).run()).rejects.toThrow("overloaded");
  expect(await cancelled).toBe("cancelled");
});
