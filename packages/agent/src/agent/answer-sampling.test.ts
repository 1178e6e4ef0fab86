import type { CreateMessageRequestParams } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { EventPort } from "../event/event-port.ts";
import type { ScriptedModel } from "../language-model/fixture/scripted-model.ts";
import { finish, scriptedModel, text } from "../language-model/fixture/scripted-model.ts";
import { resolveModel } from "../model/resolve-model.ts";
import type { ResolvedModel } from "../model/resolved-model.ts";
import { answerSampling } from "./answer-sampling.ts";
import type { ServerQuestionOptions } from "./server-questions.ts";
import { createQuestionHandlers } from "./server-questions.ts";

const { signal } = new AbortController();
const params: CreateMessageRequestParams = {
  messages: [{ role: "user", content: { type: "text", text: "Name a city." } }],
  maxTokens: 50,
};
const lisbon = [...text("Lisbon"), finish()];

function resolved(model: ScriptedModel): Promise<ResolvedModel> {
  return resolveModel(model);
}

test("the model gets the request with its settings, and its answer goes back", async () => {
  const model = scriptedModel([lisbon]);
  const result = await answerSampling(
    { ...params, systemPrompt: "One word.", temperature: 0.5, stopSequences: ["."] },
    await resolved(model),
    signal,
  );
  expect(result).toEqual({
    role: "assistant",
    content: { type: "text", text: "Lisbon" },
    model: "scripted",
    stopReason: "endTurn",
  });
  expect(model.calls[0]).toMatchObject({
    prompt: [{ role: "system", content: "One word." }, { role: "user" }],
    maxOutputTokens: 50,
    temperature: 0.5,
    stopSequences: ["."],
  });
});

test("an answer that was cut says so", async () => {
  const model = scriptedModel([[...text("Lis"), finish("length")]]);
  expect((await answerSampling(params, await resolved(model), signal)).stopReason).toBe(
    "maxTokens",
  );
});

test("media that the model does not take become notes, and blocks of other types are left out", async () => {
  const model = scriptedModel([lisbon]);
  const content = [
    { type: "text", text: "What is it?" },
    { type: "image", data: "aaaa", mimeType: "image/png" },
    { type: "tool_use", id: "1", name: "look", input: {} },
  ];
  const messages = [{ role: "user", content }] as unknown as CreateMessageRequestParams["messages"];
  await answerSampling({ ...params, messages }, await resolved(model), signal);
  expect(model.calls[0]?.prompt[0]?.content).toEqual([
    { type: "text", text: "What is it?" },
    { type: "text", text: "[image/png, 3 bytes: this model cannot be shown it]" },
  ]);
});

describe("a request is refused", () => {
  test("without a language model", async () => {
    const sampling = answerSampling(params, await resolveModel("offline"), signal);
    await expect(sampling).rejects.toMatchObject({ code: "MODEL_UNAVAILABLE" });
  });

  test("with tools", async () => {
    const tools = [{ name: "look", inputSchema: { type: "object" } }];
    const sampling = answerSampling(
      { ...params, tools } as CreateMessageRequestParams,
      await resolved(scriptedModel([lisbon])),
      signal,
    );
    await expect(sampling).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });

  test("when the model fails, with a typed error", async () => {
    const model = await resolved(scriptedModel([new RangeError("broken")]));
    await expect(answerSampling(params, model, signal)).rejects.toMatchObject({
      code: "MODEL_FAILED",
    });
  });

  test("when it is cancelled, with the reason", async () => {
    const reason = new Error("enough");
    const model = await resolved(scriptedModel([() => new Promise<never>(() => undefined)]));
    const sampling = answerSampling(params, model, AbortSignal.abort(reason));
    await expect(sampling).rejects.toBe(reason);
  });
});

describe("a server's question", () => {
  const elicitation = { message: "Seat?", requestedSchema: { type: "object", properties: {} } };

  function handlers(options: Partial<ServerQuestionOptions> = {}) {
    const port = new EventPort();
    const model = scriptedModel([lisbon]);
    return {
      port,
      model,
      ...createQuestionHandlers("travel", {
        events: () => port,
        resolveModel: () => resolved(model),
        approve: "writes",
        sampling: true,
        ...options,
      }),
    };
  }

  test("outside of a run is cancelled", async () => {
    const { elicit } = handlers({ events: () => undefined });
    expect(await elicit?.(elicitation, { signal })).toEqual({ action: "cancel" });
  });

  test("for the model is not offered unless it is allowed", () => {
    expect(handlers({ sampling: false }).sample).toBeUndefined();
  });

  test("for the model waits for approval", async () => {
    const { sample, port, model } = handlers();
    const sampling = sample?.(params, { signal });
    for await (const event of port.read()) {
      if (event.type !== "approval-request") continue;
      expect(event).toMatchObject({
        server: "travel",
        tool: "sampling/createMessage",
        displayName: "Let travel use the model",
        args: { messages: params.messages },
      });
      expect(model.calls).toEqual([]);
      event.answer(true);
      break;
    }
    expect(await sampling).toMatchObject({ content: { text: "Lisbon" } });
  });

  test.each<[string, Partial<ServerQuestionOptions>]>([
    ["the policy denies it", { approve: () => false }],
    ["there is no run to ask in", { events: () => undefined }],
  ])("for the model is refused when %s", async (_name, options) => {
    const { sample, model } = handlers(options);
    await expect(sample?.(params, { signal })).rejects.toMatchObject({ code: "ABORTED" });
    expect(model.calls).toEqual([]);
  });

  test("for the model is refused when the policy is broken", async () => {
    const { sample, model } = handlers({ approve: () => 1 as unknown as boolean });
    await expect(sample?.(params, { signal })).rejects.toMatchObject({ code: "INVALID_OPTION" });
    expect(model.calls).toEqual([]);
  });

  test("for the model needs no approval when none does", async () => {
    const { sample } = handlers({ approve: "never" });
    expect(await sample?.(params, { signal })).toMatchObject({ model: "scripted" });
  });
});
