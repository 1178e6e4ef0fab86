import { describe, expect, test } from "vitest";
import { scriptedModel } from "../language-model/fixture/scripted-model.ts";
import { createOfflineModel } from "../offline/offline-model.ts";
import { DEFAULT_MODEL } from "./default-model.ts";
import type { ModelOption } from "./model-option.ts";
import { resolveModel } from "./resolve-model.ts";

const refusing: typeof fetch = () => Promise.reject(new TypeError("fetch failed"));

test.each<[string, string, string]>([
  ["anthropic/claude-x", "ANTHROPIC_API_KEY", "anthropic.messages"],
  ["openai/gpt-x", "OPENAI_API_KEY", "openai.responses"],
  ["google/gemini-x", "GEMINI_API_KEY", "google.generative-ai"],
])("%s is made by its adapter, with the key from %s", async (option, variable, provider) => {
  const resolved = await resolveModel(option, { environment: { [variable]: "key" } });
  expect(resolved).toMatchObject({
    label: option,
    source: "given",
    keyName: variable,
    apiKey: "key",
    model: { specificationVersion: "v4", provider, modelId: option.split("/")[1] },
  });
});

test("an adapter sends its requests with the fetch that was given, to the address that was given", async () => {
  const sent: string[] = [];
  const { model } = await resolveModel("anthropic/claude-x", {
    environment: { ANTHROPIC_API_KEY: "key", ANTHROPIC_BASE_URL: "http://proxy.test" },
    fetch: async (input, init) => {
      sent.push(`${String(input)} ${new Headers(init?.headers).get("x-api-key")}`);
      const error = { type: "invalid_request_error", message: "no" };
      return Response.json({ type: "error", error }, { status: 400 });
    },
  });
  const call = { prompt: [{ role: "user", content: [{ type: "text", text: "Hi" }] }] } as const;
  await expect(model.doStream(call)).rejects.toThrow("no");
  expect(sent).toEqual(["http://proxy.test/v1/messages key"]);
});

test.each(["gpt-x", "acme/model", "anthropic/", "/claude", "ollama/", "", "constructor/x"])(
  "%j names no known provider",
  async (option) => {
    const resolving = resolveModel(option, { environment: { OPENAI_API_KEY: "key" } });
    await expect(resolving).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining(
        `The model ${JSON.stringify(option)} names no known provider`,
      ),
      data: { option: "model" },
    });
  },
);

test("a provider without its key says which variables may hold it", async () => {
  await expect(resolveModel("google/gemini-x", { environment: {} })).rejects.toMatchObject({
    code: "MODEL_UNAVAILABLE",
    message: expect.stringContaining(
      "GEMINI_API_KEY or GOOGLE_API_KEY or GOOGLE_GENERATIVE_AI_API_KEY is not set",
    ),
    data: { model: "google/gemini-x", provider: "google", variable: "GEMINI_API_KEY" },
  });
});

describe("an endpoint", () => {
  test("is named by its model and origin, and has the key to hide", async () => {
    const endpoint = { baseURL: "http://models.test:8000/v1/", model: "own", apiKey: "secret" };
    expect(await resolveModel(endpoint)).toMatchObject({
      label: "own at http://models.test:8000",
      title: "models.test:8000",
      source: "given",
      keyName: undefined,
      apiKey: "secret",
      model: { modelId: "own" },
    });
  });

  test.each<ModelOption>([
    { baseURL: "models.test", model: "own" },
    { baseURL: "http://models.test/v1", model: "" },
  ])("must have an address and a model: %j", async (option) => {
    await expect(resolveModel(option)).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });

  test("gets its headers", async () => {
    const sent: (string | null)[] = [];
    const { model } = await resolveModel(
      { baseURL: "http://models.test/v1", model: "own", headers: { "x-tenant": "7" } },
      {
        fetch: async (input, init) => {
          sent.push(String(input), new Headers(init?.headers).get("x-tenant"));
          return Response.json({ error: { message: "no" } }, { status: 400 });
        },
      },
    );
    await expect(model.doStream({ prompt: [] })).rejects.toThrow();
    expect(sent).toEqual(["http://models.test/v1/chat/completions", "7"]);
  });
});

describe("a model object", () => {
  test("is used as it is", async () => {
    const model = scriptedModel([], { provider: "acme.chat" });
    const resolved = await resolveModel(model);
    expect(resolved.model).toBe(model);
    expect(resolved).toMatchObject({ label: "acme.chat/scripted", source: "given" });
  });

  test("of the planner is offline", async () => {
    expect((await resolveModel(createOfflineModel())).source).toBe("offline");
  });

  test("of an older specification is refused", async () => {
    const old = { ...scriptedModel([]), specificationVersion: "v2" as unknown as "v4" };
    await expect(resolveModel(old)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining('follows version "v2" of AI SDK\'s specification'),
    });
  });
});

describe("a model that is found", () => {
  test.each([
    [{ OPENAI_API_KEY: "key", GEMINI_API_KEY: "key" }, `openai/${DEFAULT_MODEL.openai}`],
    [{ ANTHROPIC_API_KEY: "key", OPENAI_API_KEY: "key" }, `anthropic/${DEFAULT_MODEL.anthropic}`],
    [{ GEMINI_API_KEY: "key" }, `google/${DEFAULT_MODEL.google}`],
  ])("comes from the first key of %j", async (environment, label) => {
    const found = await resolveModel(undefined, { environment, fetch: refusing });
    expect(found).toMatchObject({ label, source: "environment" });
  });

  test("on this machine is asked for whole answers", async () => {
    const answer: typeof fetch = async (input) => {
      if (String(input) !== "http://127.0.0.1:1234/v1/models") throw new TypeError("fetch failed");
      return Response.json({ data: [{ id: "chat-x" }] });
    };
    const found = await resolveModel("auto", { environment: {}, fetch: answer });
    expect(found).toMatchObject({
      label: "lmstudio/chat-x at http://127.0.0.1:1234",
      source: "local",
      title: "lmstudio",
    });
  });

  test("is not looked for on this machine when that is not wanted", async () => {
    const fetch = (): never => {
      throw new Error("must not be asked");
    };
    const found = await resolveModel("auto", { environment: {}, fetch, localModels: false });
    expect(found.source).toBe("offline");
  });

  test("is the planner in the end, in production only by name", async () => {
    const environment = { NODE_ENV: "production" };
    const production = resolveModel("auto", { environment, fetch: refusing });
    await expect(production).rejects.toMatchObject({ code: "MODEL_UNAVAILABLE" });
    expect((await resolveModel("offline", { environment })).source).toBe("offline");
    expect((await resolveModel("auto", { environment: {}, fetch: refusing })).label).toBe(
      "offline (rules, no language model)",
    );
  });
});
