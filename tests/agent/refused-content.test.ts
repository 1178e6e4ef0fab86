import type { Agent, AgentEvent } from "@mortise/agent";
import { createAgent } from "@mortise/agent";
import type { FakeProvider, FakeProviderOptions, ProviderFormat } from "@mortise/testing";
import { agentSettings, startFakeProvider } from "@mortise/testing";
import { afterEach, describe, expect, test } from "vitest";
import { scriptedServer, showingServer } from "./fixture/scripted-server.ts";

const FORMATS: ProviderFormat[] = [
  "anthropic-messages",
  "openai-responses",
  "chat-completions",
  "gemini",
];
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

let provider: FakeProvider;
afterEach(async () => {
  await provider.close();
});

/** Starts a model that calls `show` once for each request of the user, and then answers. */
async function start(
  format: ProviderFormat,
  server: ReturnType<typeof showingServer>,
  options: Partial<FakeProviderOptions> = {},
): Promise<Agent> {
  provider = await startFakeProvider({
    script: ({ entries }) =>
      entries.at(-1)?.role === "result"
        ? { text: "Seen." }
        : { calls: [{ name: "show", args: {} }] },
    ...options,
  });
  return createAgent({ servers: { server }, ...agentSettings(format, provider.url) });
}

async function run(agent: Agent, text = "Show."): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of agent.run(text)) events.push(event);
  return events;
}

const problems = (): string[] => provider.requests.flatMap((request) => request.problems);
const block = (data: unknown, mimeType: unknown = "image/png"): object => ({
  content: [
    { type: "image", data, mimeType },
    { type: "text", text: "beside" },
  ],
});

describe.each(FORMATS)("a session stays usable with %s after a result", (format) => {
  test.each<[string, unknown]>([
    ["with half a character", { content: [{ type: "text", text: "x\ud83d y\ude00" }] }],
    [
      "that is cut inside of a character",
      { content: [{ type: "text", text: `${"a".repeat(24_999)}😀b` }] },
    ],
    [
      "with structured content of half a character",
      { content: [], structuredContent: { "\ud83d": "\ude00" } },
    ],
    ["with a data: URL as image", block(`data:image/png;base64,${PNG}`)],
    ["with an image that is no base64", block("!!!!")],
    ["with an image without data", block(undefined)],
    ["with an empty image", block("")],
    ["with an image in the URL alphabet", block("-_-_")],
    ["with image/jpg", block("/9j/4AAQ", "image/jpg")],
    ["with an image of over 5 MB", block("a".repeat(6_900_000))],
    [
      "with twenty images",
      {
        content: Array.from({ length: 20 }, () => ({
          type: "image",
          data: PNG,
          mimeType: "image/png",
        })),
      },
    ],
    [
      "with null as structured content",
      { content: [{ type: "text", text: "a" }], structuredContent: null },
    ],
  ])("%s", async (_name, result) => {
    await using agent = await start(format, showingServer(result));
    for (let turn = 0; turn < 2; turn++) {
      expect((await run(agent)).at(-1)).toMatchObject({ stopReason: "answer", text: "Seen." });
    }
    expect(problems()).toEqual([]);
  });

  test("that is too long for the model, which is reported", async () => {
    const result = { content: [{ type: "text", text: "x".repeat(20_000) }] };
    await using agent = await start(format, showingServer(result), { contextSize: 30_000 });
    expect((await run(agent)).at(-1)).toMatchObject({ stopReason: "answer" });
    const events = await run(agent);
    expect(events.filter(({ type }) => type === "model-retry")).toMatchObject([
      {
        reason: "the conversation is too long for the model, and 1 tool results are shortened",
        delayMs: 0,
      },
    ]);
    expect(events.at(-1)).toMatchObject({ stopReason: "answer" });
    expect(JSON.stringify(agent.conversation)).toContain("300 of 20000 characters are left");
  });

  test("and after a request that never fits, which ends with advice", async () => {
    await using agent = await start(format, showingServer({ content: [] }), { contextSize: 1000 });
    await run(agent);
    const events = await run(agent, "y".repeat(2000));
    expect(events.find(({ type }) => type === "error")).toMatchObject({
      error: { code: "MODEL_FAILED" },
      message: expect.stringContaining("empty it with conversation.clear()"),
    });
    expect((await run(agent)).at(-1)).toMatchObject({ stopReason: "answer" });
  });
});

test.each(FORMATS.filter((format) => format !== "chat-completions"))(
  "media that %s refuses are left out, once for all",
  async (format) => {
    await using agent = await start(format, showingServer(block(PNG)), { refuseMedia: true });
    const events = await run(agent);
    expect(events.filter(({ type }) => type === "model-retry")).toMatchObject([
      { reason: "the request was refused, and 1 of its files are left out" },
    ]);
    expect(events.at(-1)).toMatchObject({ stopReason: "answer" });
    const before = provider.requests.length;
    await run(agent, "Again");
    // The new result is refused once more, the old one is not sent.
    expect(provider.requests).toHaveLength(before + 3);
    const results = provider.requests.at(-1)?.modelRequest?.entries ?? [];
    expect(JSON.stringify(results)).toContain("the provider refused it");
  },
);

test("text beside an image shares one limit with all other text of the result", async () => {
  const content = Array.from({ length: 20 }, () => [
    { type: "text", text: "x".repeat(25_000) },
    { type: "image", data: PNG, mimeType: "image/png" },
  ]).flat();
  await using agent = await start("anthropic-messages", showingServer({ content }));
  await run(agent);
  expect(problems()).toEqual([]);
  const [result] =
    provider.requests.at(-1)?.modelRequest?.entries.filter(({ role }) => role === "result") ?? [];
  expect(result && "text" in result ? result.text.length : 0).toBeLessThan(30_000);
});

test("a block that is broken costs that block", async () => {
  const content = [{ type: "hologram" }, { type: "resource", resource: { uri: "a://b" } }];
  const server = scriptedServer({
    "tools/list": () => ({ tools: [{ name: "show", inputSchema: { type: "object" } }] }),
    "tools/call": () => ({ content: [...content, { type: "text", text: "after" }] }),
  });
  provider = await startFakeProvider({
    script: ({ entries }) =>
      entries.at(-1)?.role === "result"
        ? { text: "Seen." }
        : { calls: [{ name: "show", args: {} }] },
  });
  await using agent = createAgent({
    servers: { server },
    approve: "never",
    ...agentSettings("gemini", provider.url),
  });
  await run(agent);
  expect(JSON.stringify(provider.requests.at(-1)?.modelRequest?.entries)).toContain("after");
});
