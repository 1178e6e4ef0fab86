import { createFakeClock } from "@mortise/protocol/test-kit";
import { describe, expect, test } from "vitest";
import { findLocalModel, ollamaAddress } from "./local-server.ts";

/** Answers by address; every other address refuses. */
function network(answers: Record<string, (init?: RequestInit) => Response | Promise<Response>>) {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = String(input);
    asked.push(url);
    const answer = answers[url];
    if (!answer) throw new TypeError("fetch failed");
    return answer(init);
  };
  return { fetch, asked };
}

const models = (...ids: unknown[]) => Response.json({ data: ids.map((id) => ({ id })) });

describe("Ollama's address", () => {
  test.each<[string | undefined, string]>([
    [undefined, "http://127.0.0.1:11434"],
    ["", "http://127.0.0.1:11434"],
    ["0.0.0.0", "http://127.0.0.1:11434"],
    ["0.0.0.0:4000", "http://127.0.0.1:4000"],
    [" box ", "http://box:11434"],
    ["box:80", "http://box:80"],
    ["https://box.test", "https://box.test:11434"],
    ["https://box.test:443/", "https://box.test:443"],
    ["http://box.test:9000/v1", "http://box.test:9000"],
  ])("%j is %s", (host, address) => {
    expect(ollamaAddress(host === undefined ? {} : { OLLAMA_HOST: host })).toBe(address);
  });

  test("another text is refused", () => {
    expect(() => ollamaAddress({ OLLAMA_HOST: "my host" })).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", data: { option: "OLLAMA_HOST" } }),
    );
  });
});

describe("the search", () => {
  const clock = createFakeClock();
  const search = (answers: Parameters<typeof network>[0], environment = {}) =>
    findLocalModel({ environment, fetch: network(answers).fetch, clock });

  test("takes Ollama's first model that can call tools", async () => {
    const found = await search({
      "http://127.0.0.1:11434/v1/models": () => models("embed-x", "plain", "able", "abler"),
      "http://127.0.0.1:11434/api/show": (init) => {
        const { model } = JSON.parse(String(init?.body));
        return Response.json({ capabilities: model.startsWith("able") ? ["tools"] : [] });
      },
    });
    expect(found).toEqual({
      server: "ollama",
      baseURL: "http://127.0.0.1:11434/v1",
      model: "able",
    });
  });

  test("prefers Ollama, then LM Studio, llama.cpp and vLLM", async () => {
    const answers = {
      "http://127.0.0.1:8000/v1/models": () => models("c"),
      "http://127.0.0.1:8080/v1/models": () => models("b"),
      "http://127.0.0.1:1234/v1/models": () => models("a"),
    };
    expect(await search(answers)).toMatchObject({ server: "lmstudio", model: "a" });
    const { "http://127.0.0.1:1234/v1/models": _lmstudio, ...rest } = answers;
    expect(await search(rest)).toMatchObject({ server: "llamacpp", model: "b" });
    const { "http://127.0.0.1:8080/v1/models": _llamacpp, ...last } = rest;
    expect(await search(last)).toMatchObject({ server: "vllm", model: "c" });
  });

  test.each<[string, () => Response]>([
    ["a web page", () => new Response("<html></html>")],
    ["JSON that is no list", () => Response.json({ data: {} })],
    ["JSON null", () => Response.json(null)],
    ["entries without names", () => models(7, null)],
    ["embedding models alone", () => models("text-embedding-3")],
    ["an error in JSON", () => Response.json({ data: [{ id: "x" }] }, { status: 500 })],
    ["broken JSON", () => new Response("{", { headers: { "content-type": "application/json" } })],
  ])("takes nothing from a service that answers with %s", async (_name, answer) => {
    expect(await search({ "http://127.0.0.1:8080/v1/models": answer })).toBeUndefined();
  });

  test("does not wait for a server that is silent", async () => {
    const silent = createFakeClock();
    const { fetch } = network({
      "http://127.0.0.1:1234/v1/models": (init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
        }),
    });
    const found = findLocalModel({ environment: {}, fetch, clock: silent });
    await silent.waitFor(250);
    await silent.advance(250);
    expect(await found).toBeUndefined();
    expect(silent.pending).toEqual([]);
  });

  test("asks a few of Ollama's many models", async () => {
    const { fetch, asked } = network({
      "http://127.0.0.1:11434/v1/models": () =>
        models(...Array.from({ length: 50 }, (_, index) => `model-${index}`)),
      "http://127.0.0.1:11434/api/show": () => Response.json({ capabilities: [] }),
    });
    expect(await findLocalModel({ environment: {}, fetch, clock })).toBeUndefined();
    expect(asked.filter((url) => url.endsWith("/api/show"))).toHaveLength(8);
  });
});
