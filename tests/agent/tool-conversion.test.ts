import type { AgentEvent } from "@mortise/agent";
import { createAgent } from "@mortise/agent";
import { connect } from "@mortise/client";
import { ToolError } from "@mortise/protocol";
import type { Server } from "@mortise/server";
import { audio, createServer, file, image, link, result } from "@mortise/server";
import type { FakeProvider, ProviderFormat, RequestEntry } from "@mortise/testing";
import { agentSettings, callThenAnswer, startFakeProvider } from "@mortise/testing";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";

const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const reads = { annotations: { readOnlyHint: true } };

const media = createServer({ name: "media", version: "1.0.0" })
  .tool("chart", { description: "Draw a chart.", ...reads }, () => [
    "Here it is:",
    image(PNG, "image/png"),
  ])
  .tool("call_recording", { description: "Get a recording.", ...reads }, () => [
    audio("UklGRg==", "audio/wav"),
  ])
  .tool("contract", { description: "Get the contract.", ...reads }, () => [
    file("The terms.", { name: "terms.txt", mimeType: "text/plain" }),
    link("docs://terms/full", { name: "Full terms", description: "every clause" }),
  ])
  .tool("invoice", { description: "Get an invoice.", ...reads }, () =>
    result({ content: ["Paid in full."], structured: { id: "INV-1", amount: 49 } }),
  )
  .tool("missing", { description: "Look for what is not there.", ...reads }, () => {
    throw new ToolError("No customer C-9", { code: "not_found" });
  });

let provider: FakeProvider;
afterEach(async () => {
  await provider.close();
});

async function resultOf(
  format: ProviderFormat,
  tool: string,
  servers: Record<string, Server> = { media },
  args: Record<string, unknown> = {},
): Promise<Extract<RequestEntry, { role: "result" }>> {
  provider = await startFakeProvider({
    script: callThenAnswer([{ name: tool, args }], () => "Done."),
  });
  await using agent = createAgent({ servers, ...agentSettings(format, provider.url) });
  await agent.ask("Go.");
  expect(provider.requests.flatMap(({ problems }) => problems)).toEqual([]);
  const entries = provider.requests.at(-1)?.modelRequest?.entries ?? [];
  const [found] = entries.filter((entry) => entry.role === "result");
  if (!found) throw new Error("no result reached the model");
  return found;
}

describe("the tools of the model", () => {
  test.each<[ProviderFormat, string[]]>([
    ["anthropic-messages", ["image/png"]],
    ["openai-responses", ["image/png"]],
    ["gemini", ["image/png"]],
    ["chat-completions", []],
  ])(
    "an image is an image where the provider takes one, else a note: %s",
    async (format, types) => {
      const found = await resultOf(format, "chart");
      expect(found.media).toEqual(types);
      expect(found.text).toContain("Here it is:");
      expect(found.text).not.toContain(PNG.slice(0, 20));
      if (!types.length) expect(found.text).toContain("image/png");
    },
  );

  test.each<[ProviderFormat, string[]]>([
    ["anthropic-messages", []],
    ["openai-responses", []],
    ["chat-completions", []],
    ["gemini", ["audio/wav"]],
  ])("sound is sound where the provider takes it, else a note: %s", async (format, types) => {
    const found = await resultOf(format, "call_recording");
    expect(found.media).toEqual(types);
    expect(found.text).not.toContain("UklGRg");
    if (!types.length) expect(found.text).toContain("audio/wav");
  });

  test.each<ProviderFormat>([
    "anthropic-messages",
    "openai-responses",
    "chat-completions",
    "gemini",
  ])("an embedded text is its text, and a link a readable line: %s", async (format) => {
    const { text } = await resultOf(format, "contract");
    expect(text).toContain("The terms.");
    expect(text).toContain("[resource docs://terms/full] Full terms: every clause");
    expect(text).not.toContain('"type":');
  });

  test("structured content is kept beside a text that says something else", async () => {
    const { text } = await resultOf("anthropic-messages", "invoice");
    expect(text).toContain("Paid in full.");
    expect(text).toContain('{"id":"INV-1","amount":49}');
  });

  test.each<[ProviderFormat, boolean]>([
    ["anthropic-messages", true],
    ["openai-responses", false],
    ["chat-completions", false],
    ["gemini", true],
  ])("a tool's failure is one, where the format can say so: %s", async (format, marked) => {
    const { text, isError } = await resultOf(format, "missing");
    expect(text).toContain("No customer C-9");
    expect(isError).toBe(marked);
  });
});

test("tools of the same name bear their server's name, others do not", async () => {
  const crm = createServer({ name: "crm", version: "1.0.0" })
    .tool("search", { description: "Search customers.", ...reads }, () => "from crm")
    .tool("get_customer", { description: "Get a customer.", ...reads }, () => "a customer");
  const wiki = createServer({ name: "wiki", version: "1.0.0" }).tool(
    "search",
    { description: "Search pages.", ...reads },
    () => "from wiki",
  );
  await using agent = createAgent({ servers: { crm, "my wiki": wiki }, model: "offline" });
  expect((await agent.tools()).map(({ name, server, tool }) => [name, server, tool])).toEqual([
    ["crm_search", "crm", "search"],
    ["get_customer", "crm", "get_customer"],
    ["my_wiki_search", "my wiki", "search"],
  ]);
  await using always = createAgent({ servers: { crm }, model: "offline", prefix: "always" });
  expect((await always.tools()).map(({ name }) => name)).toEqual([
    "crm_search",
    "crm_get_customer",
  ]);
  expect((await resultOf("gemini", "my_wiki_search", { crm, "my wiki": wiki })).text).toBe(
    "from wiki",
  );
});

test("names that providers do not take are made fit, and stay apart", async () => {
  const long = "x".repeat(80);
  const odd = createServer({ name: "odd", version: "1.0.0" })
    .tool("files.read.all", { description: "a" }, () => "a")
    .tool("2fa", { description: "b" }, () => "b")
    .tool(`${long}1`, { description: "c" }, () => "c")
    .tool(`${long}2`, { description: "d" }, () => "d");
  await using agent = createAgent({ servers: { odd }, model: "offline" });
  const names = (await agent.tools()).map(({ name }) => name);
  expect(names.slice(0, 2)).toEqual(["files_read_all", "_2fa"]);
  expect(names.every((name) => /^[a-zA-Z_][a-zA-Z0-9_-]{0,63}$/.test(name))).toBe(true);
  expect(new Set(names).size).toBe(4);
});

test("a long result is cut, and can be read on", async () => {
  const text = Array.from({ length: 3000 }, (_, line) => `line ${line}`).join("\n");
  const logs = createServer({ name: "logs", version: "1.0.0" }).tool(
    "read_log",
    { description: "Read the log.", ...reads },
    () => text,
  );
  provider = await startFakeProvider({
    script: ({ entries, tools }) => {
      const results = entries.flatMap((entry) => (entry.role === "result" ? [entry.text] : []));
      const next = /call read_more with (\{.*?\})/.exec(results.at(-1) ?? "")?.[1];
      if (!results.length) return { calls: [{ name: "read_log", args: {} }] };
      expect(tools.map(({ name }) => name)).toContain("read_more");
      if (next) return { calls: [{ name: "read_more", args: JSON.parse(next) }] };
      return { text: results.map((each) => each.replace(/\n\[characters .*\]$/, "")).join("") };
    },
  });
  await using agent = createAgent({
    servers: { logs },
    limits: { resultSize: 10_000 },
    ...agentSettings("openai-responses", provider.url),
  });
  const end = await agent.ask("Read the log.");
  expect(end.text).toBe(text);
  expect(end.toolCalls).toBe(Math.ceil(text.length / 10_000));
});

test("many tools are searched for, and what is found can be called", async () => {
  const many = Array.from({ length: 60 }, (_, index) => index).reduce<Server>(
    (server, index) =>
      server.tool(
        `list_thing_${index}`,
        { description: `List things of sort ${index}.`, ...reads },
        () => "things",
      ),
    createServer({ name: "many", version: "1.0.0" }),
  );
  many.tool(
    "get_weather",
    { description: "Get the weather forecast for a city.", ...reads },
    () => "sunny",
  );
  provider = await startFakeProvider({
    script: ({ entries, tools }) => {
      const results = entries.flatMap((entry) => (entry.role === "result" ? [entry.text] : []));
      const names = tools.map(({ name }) => name);
      if (!results.length) {
        expect(names).toEqual(["search_tools"]);
        return { calls: [{ name: "search_tools", args: { query: "weather forecast" } }] };
      }
      if (results.length > 1) return { text: `It is ${results.at(-1)}.` };
      expect(names.length).toBeLessThan(12);
      return { calls: [{ name: "get_weather", args: {} }] };
    },
  });
  await using agent = createAgent({
    servers: { many },
    ...agentSettings("anthropic-messages", provider.url),
  });
  expect((await agent.ask("How is the weather?")).text).toBe("It is sunny.");
});

test("resources are offered, and read by their URI", async () => {
  const docs = createServer({ name: "docs", version: "1.0.0" }).resource(
    "docs://onboarding-guide",
    { description: "How to get started.", mimeType: "text/markdown" },
    () => "# Welcome",
  );
  const found = await resultOf(
    "anthropic-messages",
    "read_resource",
    { docs },
    {
      server: "docs",
      uri: "docs://onboarding-guide",
    },
  );
  expect(found.text).toContain("# Welcome");
  const [offered] = provider.requests[0]?.modelRequest?.tools ?? [];
  expect(JSON.stringify(offered?.schema)).toContain("docs://onboarding-guide");
});

test("a server's prompt becomes messages that a run takes", async () => {
  const prompts = createServer({ name: "prompts", version: "1.0.0" }).prompt(
    "summarize_ticket",
    { input: z.object({ ticket_id: z.string() }) },
    ({ ticket_id }) => `Summarize ticket ${ticket_id}.`,
  );
  provider = await startFakeProvider({ script: () => ({ text: "A summary." }) });
  await using agent = createAgent({
    servers: { prompts },
    ...agentSettings("gemini", provider.url),
  });
  const messages = await agent.usePrompt("prompts", "summarize_ticket", { ticket_id: "SUP-1" });
  expect((await agent.ask(messages)).text).toBe("A summary.");
  expect(provider.requests[0]?.modelRequest?.entries).toEqual([
    { role: "user", text: "Summarize ticket SUP-1.", media: [] },
  ]);
});

test("a client that was given stays open, a server that was connected is closed", async () => {
  await using client = await connect<typeof media>(media);
  const agent = createAgent({ servers: { given: client, media }, model: "offline" });
  await agent.tools();
  await agent.close();
  expect(client.isClosed).toBe(false);
  await expect(agent.tools()).rejects.toMatchObject({ code: "CLOSED" });
});

test("an unreachable server is reported to user and model, and the others serve", async () => {
  provider = await startFakeProvider({ script: () => ({ text: "Only what I could see." }) });
  await using agent = createAgent({
    servers: { media, gone: "http://127.0.0.1:9/mcp" },
    ...agentSettings("chat-completions", provider.url),
  });
  const events: AgentEvent[] = [];
  for await (const event of agent.run("Go.")) events.push(event);
  expect(events.find(({ type }) => type === "server-error")).toMatchObject({ server: "gone" });
  expect(events.at(-1)).toMatchObject({ type: "run-end", stopReason: "answer" });
  expect(provider.requests[0]?.modelRequest?.system).toMatch(/can not be reached.*gone/s);
});

test("a server that does not answer in time is left out", async () => {
  provider = await startFakeProvider({ script: () => ({ text: "Without it." }) });
  await using agent = createAgent<string>({
    servers: {
      hangs: { target: "somewhere", startTimeout: "7m" },
      media: await connect(media),
    },
    connect: () => new Promise(() => undefined),
    clock: {
      now: () => 0,
      monotonic: () => 0,
      schedule(milliseconds, callback) {
        const timer = milliseconds === 420_000 ? setImmediate(callback) : undefined;
        return () => clearImmediate(timer);
      },
    },
    ...agentSettings("gemini", provider.url),
  });
  const events: AgentEvent[] = [];
  for await (const event of agent.run("Go.")) events.push(event);
  expect(events.find(({ type }) => type === "server-error")).toMatchObject({
    server: "hangs",
    message: "it did not answer within 420 seconds",
  });
  expect(events.at(-1)).toMatchObject({ text: "Without it." });
});

test("an agent none of whose servers answers fails with their reasons", async () => {
  provider = await startFakeProvider({ script: () => ({ text: "" }) });
  await using agent = createAgent({
    servers: { gone: "http://127.0.0.1:9/mcp" },
    model: "offline",
  });
  await expect(agent.ask("Go.")).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message: expect.stringContaining("gone:"),
  });
});
