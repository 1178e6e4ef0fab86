import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createAgent, createOfflineModel, DEFAULT_MODEL, resolveModel } from "@mortise/agent";
import { FAKE_KEY } from "@mortise/testing";
import { describe, expect, onTestFinished, test } from "vitest";

/** Starts an HTTP server and gives a `fetch` for which it is the only one on this machine. */
async function localServer(
  port: string,
  answer: (request: IncomingMessage, body: string, response: ServerResponse) => void,
): Promise<typeof globalThis.fetch> {
  const server = createHttpServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    answer(request, body, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port: actual } = server.address() as AddressInfo;
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.port !== port) return Promise.reject(new TypeError("fetch failed"));
    url.port = String(actual);
    return fetch(url, init);
  };
}

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

const nothing: typeof globalThis.fetch = () => Promise.reject(new TypeError("fetch failed"));
const models = (...ids: string[]): unknown => ({ object: "list", data: ids.map((id) => ({ id })) });

describe("a model that is given", () => {
  test.each([
    ["anthropic/claude-x", "ANTHROPIC_API_KEY", "anthropic.messages", "claude-x"],
    ["openai/gpt-x", "OPENAI_API_KEY", "openai.responses", "gpt-x"],
    ["google/gemini-x", "GEMINI_API_KEY", "google.generative-ai", "gemini-x"],
    ["google/gemini-x", "GOOGLE_API_KEY", "google.generative-ai", "gemini-x"],
    ["google/gemini-x", "GOOGLE_GENERATIVE_AI_API_KEY", "google.generative-ai", "gemini-x"],
  ])("%s is made with %s", async (option, variable, provider, modelId) => {
    const { model, label, source } = await resolveModel(option, {
      environment: { [variable]: FAKE_KEY },
    });
    expect({ provider: model.provider, modelId: model.modelId, label, source }).toEqual({
      provider,
      modelId,
      label: option,
      source: "given",
    });
  });

  test("without its key says which variable to set", async () => {
    await expect(resolveModel("openai/gpt-x", { environment: {} })).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
      message: expect.stringContaining("OPENAI_API_KEY is not set"),
    });
  });

  test.each(["gpt-x", "acme/model", "anthropic/", ""])(
    "is never guessed or passed on: %j",
    async (option) => {
      await expect(
        resolveModel(option, { environment: { OPENAI_API_KEY: FAKE_KEY } }),
      ).rejects.toMatchObject({ code: "INVALID_OPTION" });
    },
  );

  test("can be an endpoint or a model object", async () => {
    const endpoint = await resolveModel({ baseURL: "http://models.test:8000/v1", model: "own" });
    expect(endpoint.label).toBe("own at http://models.test:8000");
    await expect(resolveModel({ baseURL: "models.test", model: "own" })).rejects.toMatchObject({
      code: "INVALID_OPTION",
    });
    expect((await resolveModel(createOfflineModel())).source).toBe("offline");
  });

  test("on Ollama is reached at OLLAMA_HOST", async () => {
    const { label } = await resolveModel("ollama/llama-x", {
      environment: { OLLAMA_HOST: "0.0.0.0:4000" },
    });
    expect(label).toBe("ollama/llama-x at http://127.0.0.1:4000");
  });

  test.each(["ollama/llama-x", "auto"])(
    "says so when OLLAMA_HOST is no address: %s",
    async (model) => {
      const found = resolveModel(model, { environment: { OLLAMA_HOST: "my host" } });
      await expect(found).rejects.toMatchObject({
        code: "INVALID_OPTION",
        message: expect.stringContaining('OLLAMA_HOST is "my host"'),
      });
    },
  );
});

describe("a model that is found", () => {
  test("comes from the first key, with the default model", async () => {
    const found = await resolveModel("auto", {
      environment: { OPENAI_API_KEY: FAKE_KEY, GEMINI_API_KEY: FAKE_KEY },
      fetch: nothing,
    });
    expect(found).toMatchObject({
      label: `openai/${DEFAULT_MODEL.openai}`,
      source: "environment",
    });
  });

  test("comes from Ollama, if the model can call tools", async () => {
    const fetch = await localServer("11434", (request, body, response) => {
      if (request.url === "/v1/models") sendJson(response, models("plain", "able"));
      else {
        const { model } = JSON.parse(body) as { model: string };
        sendJson(response, { capabilities: model === "able" ? ["completion", "tools"] : [] });
      }
    });
    expect(await resolveModel("auto", { environment: {}, fetch })).toMatchObject({
      label: "ollama/able at http://127.0.0.1:11434",
      source: "local",
    });
  });

  test.each([
    ["1234", "lmstudio"],
    ["8080", "llamacpp"],
    ["8000", "vllm"],
  ])("comes from port %s as %s", async (port, name) => {
    const fetch = await localServer(port, (_request, _body, response) =>
      sendJson(response, models("text-embedding-x", "chat-x")),
    );
    expect((await resolveModel("auto", { environment: {}, fetch })).label).toBe(
      `${name}/chat-x at http://127.0.0.1:${port}`,
    );
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ["a web page", (response) => response.end("<html></html>")],
    ["an empty list", (response) => sendJson(response, models())],
    ["other JSON", (response) => sendJson(response, { hello: "world" })],
    ["silence", () => undefined],
  ])("is not taken from another service that answers with %s", async (_name, answer) => {
    const fetch = await localServer("8080", (_request, _body, response) => answer(response));
    expect((await resolveModel("auto", { environment: {}, fetch })).source).toBe("offline");
  });

  test("is the offline planner without any model, except in production", async () => {
    const found = await resolveModel("auto", { environment: {}, fetch: nothing });
    expect(found).toMatchObject({ label: "offline (rules, no language model)", source: "offline" });
    const environment = { NODE_ENV: "production" };
    await expect(resolveModel("auto", { environment, fetch: nothing })).rejects.toMatchObject({
      code: "MODEL_UNAVAILABLE",
      message: expect.stringContaining('pass model: "offline"'),
    });
    expect((await resolveModel("offline", { environment })).source).toBe("offline");
  });
});

test("an agent says which model it uses", async () => {
  await using agent = createAgent({ servers: {}, model: "offline" });
  expect(await agent.model()).toEqual({
    label: "offline (rules, no language model)",
    source: "offline",
  });
});

test("an endpoint without a listener is an error with its address", async () => {
  await using agent = createAgent({
    servers: {},
    model: { baseURL: "http://127.0.0.1:9/v1", model: "own" },
    clock: {
      now: () => 0,
      monotonic: () => 0,
      schedule: (_milliseconds, callback) => {
        const timer = _milliseconds < 60_000 ? setImmediate(callback) : undefined;
        return () => clearImmediate(timer);
      },
    },
  });
  await expect(agent.ask("Hello?")).rejects.toMatchObject({
    code: "MODEL_UNAVAILABLE",
    message: expect.stringContaining("could not be reached at http://127.0.0.1:9"),
  });
});
