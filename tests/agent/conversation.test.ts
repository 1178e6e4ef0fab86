import type { ConversationData } from "@mortise/agent";
import { createAgent, loadConversation } from "@mortise/agent";
import { createServer } from "@mortise/server";
import type { FakeProvider, ProviderFormat, ReplyScript } from "@mortise/testing";
import { agentSettings, callThenAnswer, startFakeProvider } from "@mortise/testing";
import { afterEach, expect, test } from "vitest";

let provider: FakeProvider | undefined;
afterEach(async () => {
  await provider?.close();
  provider = undefined;
});

const server = createServer({ name: "crm", version: "1.0.0" }).tool(
  "get_customer",
  { description: "Get a customer.", annotations: { readOnlyHint: true } },
  () => ({ name: "Sarah Chen" }),
);

test("one conversation goes on across all providers, through JSON each time", async () => {
  const script = callThenAnswer([{ name: "get_customer", args: {} }], ([text]) => `Seen: ${text}`);
  const fake = await startFakeProvider({ script });
  provider = fake;
  let saved: ConversationData | undefined;
  const formats: ProviderFormat[] = [
    "anthropic-messages",
    "openai-responses",
    "gemini",
    "chat-completions",
    "anthropic-messages",
  ];
  for (const format of formats) {
    await using agent = createAgent({
      servers: { server },
      ...agentSettings(format, fake.url),
      ...(saved && { conversation: saved }),
    });
    expect((await agent.ask(`Ask as ${format}.`)).text).toContain("Sarah Chen");
    saved = JSON.parse(JSON.stringify(agent.conversation)) as ConversationData;
  }
  expect(fake.requests.flatMap(({ problems }) => problems)).toEqual([]);
  const last = fake.requests.at(-1)?.modelRequest?.entries ?? [];
  expect(last.filter(({ role }) => role === "user")).toHaveLength(5);
  expect(last.filter(({ role }) => role === "result")).toHaveLength(5);
});

test("thoughts go back to the provider that signed them, and to no other", async () => {
  const calls = [{ name: "get_customer", args: {} }];
  const script: ReplyScript = (conversation) => ({
    thinking: "Which customer is meant?",
    ...(callThenAnswer(calls, () => "Sarah Chen.")(conversation) as object),
  });
  const fake = await startFakeProvider({ script });
  provider = fake;
  await using agent = createAgent({
    servers: { server },
    ...agentSettings("anthropic-messages", fake.url),
  });
  await agent.ask("Who?");
  const thoughts = () =>
    fake.requests.at(-1)?.modelRequest?.entries.filter(({ role }) => role === "thinking");
  expect(thoughts()).toMatchObject([{ text: "Which customer is meant?" }]);
  await using other = createAgent({
    servers: { server },
    conversation: agent.conversation.toJSON(),
    ...agentSettings("openai-responses", fake.url),
  });
  await other.ask("And again?");
  expect(thoughts()).toEqual([]);
  expect(JSON.stringify(fake.requests.at(-1)?.body)).not.toContain("Which customer is meant?");
  expect(fake.requests.flatMap(({ problems }) => problems)).toEqual([]);
});

test("an invalid conversation is refused", async () => {
  expect(() => loadConversation("{}")).toThrow(/cannot be loaded/);
  expect(() => loadConversation("not json")).toThrow(/not JSON/);
});

test("orphan calls, orphan results and empty messages are repaired on load", async () => {
  const conversation = loadConversation({
    version: 1,
    messages: [
      { role: "user", content: [{ type: "text", text: "a" }] },
      {
        role: "assistant",
        content: [{ type: "tool-call", toolCallId: "1", toolName: "t", input: {} }],
      },
      { role: "user", content: [{ type: "text", text: "b" }] },
      { role: "assistant", content: [] },
      {
        role: "tool",
        content: [
          {
            type: "tool-result",
            toolCallId: "9",
            toolName: "t",
            output: { type: "text", value: "" },
          },
        ],
      },
      { role: "user", content: [{ type: "text", text: "c" }] },
    ],
  });
  expect(conversation.messages.map(({ role }) => role)).toEqual([
    "user",
    "assistant",
    "tool",
    "user",
  ]);
  expect(JSON.stringify(conversation.messages[2])).toContain("interrupted");
  expect(conversation.messages[3]?.content).toHaveLength(2);
});
