import type { AgentEvent } from "@mortise/agent";
import { createAgent, createOfflineModel, OFFLINE_NOTICE } from "@mortise/agent";
import { createServer } from "@mortise/server";
import type { ProviderFormat, ProviderRequest, ReplyScript } from "@mortise/testing";
import { agentSettings, startFakeProvider } from "@mortise/testing";
import { expect, test } from "vitest";
import { z } from "zod";

type ModelPrompt = Parameters<ReturnType<typeof createOfflineModel>["doGenerate"]>[0]["prompt"];

const reads = { annotations: { readOnlyHint: true } };
const customer_id = z.string().describe("The customer's id, e.g. C-1042");

const customers = createServer({ name: "customer-data", version: "1.0.0" }).tool(
  "get_customer",
  {
    description: "Look up one customer by id: name, e-mail, plan and account status.",
    input: z.object({ customer_id }),
    ...reads,
  },
  () => ({
    customer_id: "C-1042",
    name: "Sarah Chen",
    plan: "Pro",
    status: "active",
    slack_channel: "#cust-chen",
  }),
);
const jira = createServer({ name: "jira", version: "1.0.0" })
  .tool(
    "get_open_tickets",
    {
      description: "Fetch all open support tickets of a customer.",
      input: z.object({ customer_id }),
      ...reads,
    },
    () => ({
      tickets: [
        { key: "SUP-1", title: "Billing discrepancy", priority: "High", status: "Open" },
        { key: "SUP-2", title: "API rate limit", priority: "Medium", status: "Open" },
      ],
    }),
  )
  .tool(
    "create_ticket",
    {
      description: "Open a ticket for a customer.",
      input: z.object({ customer_id, title: z.string() }),
    },
    () => ({ key: "SUP-3" }),
  );
const slack = createServer({ name: "slack", version: "1.0.0" }).tool(
  "get_channel_history",
  {
    description: "Read the latest messages of a channel, newest first.",
    input: z.object({
      channel: z.string().describe("e.g. #general"),
      limit: z.number().int().default(20),
    }),
    ...reads,
  },
  ({ channel }) => ({ messages: [{ user: "maria", text: `About ${channel}` }] }),
);

const ARTICLE = "What is the current status of customer C-1042 and do they have any open tickets?";
const CHAIN = "What did we last discuss with customer C-1042 in Slack?";

function callsOf(events: readonly AgentEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === "tool-start" ? [`${event.tool}(${JSON.stringify(event.args)})`] : [],
  );
}

async function run(options: object, request: string): Promise<AgentEvent[]> {
  await using agent = createAgent({ servers: { customers, jira, slack }, ...options });
  const events: AgentEvent[] = [];
  for await (const event of agent.run(request)) events.push(event);
  return events;
}

test("without a model the article's question is answered by rules, and says so", async () => {
  const events = await run({ model: "offline" }, ARTICLE);
  expect(events[0]).toMatchObject({
    type: "run-start",
    model: "offline (rules, no language model)",
    servers: ["customers", "jira", "slack"],
    tools: 4,
  });
  expect(callsOf(events)).toEqual([
    'get_customer({"customer_id":"C-1042"})',
    'get_open_tickets({"customer_id":"C-1042"})',
  ]);
  expect(events.at(-1)).toMatchObject({
    type: "run-end",
    stopReason: "answer",
    usage: { inputTokens: 0, outputTokens: 0 },
    text: [
      "Sarah Chen (C-1042) is on the Pro plan and the account is active.",
      "Yes, there are 2 open tickets:",
      "- SUP-1: Billing discrepancy (high priority)",
      "- SUP-2: API rate limit (medium priority)",
      "",
      OFFLINE_NOTICE,
    ].join("\n"),
  });
});

/** Lets the planner think for the fake provider: it gets the conversation back as a prompt. */
const plannerScript: ReplyScript = async ({ entries, tools }: ProviderRequest) => {
  const names = new Map<string, string>();
  const prompt = entries.map((entry): ModelPrompt[number] => {
    switch (entry.role) {
      case "thinking":
        return { role: "assistant", content: [{ type: "reasoning", text: entry.text }] };
      case "call":
        names.set(entry.id, entry.name);
        return {
          role: "assistant",
          content: [
            { type: "tool-call", toolCallId: entry.id, toolName: entry.name, input: entry.args },
          ],
        };
      case "result":
        return {
          role: "tool",
          content: [
            {
              type: "tool-result",
              toolCallId: entry.id,
              toolName: names.get(entry.id) ?? "",
              output: { type: entry.isError ? "error-text" : "text", value: entry.text },
            },
          ],
        };
      default:
        return { role: entry.role, content: [{ type: "text", text: entry.text }] };
    }
  });
  const { content } = await createOfflineModel().doGenerate({
    prompt,
    tools: tools.map(({ name, description, schema }) => ({
      type: "function",
      name,
      description,
      inputSchema: schema as object,
    })),
  });
  const calls = content.flatMap((part) =>
    part.type === "tool-call" ? [{ name: part.toolName, args: JSON.parse(part.input) }] : [],
  );
  const text = content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("");
  return calls.length ? { calls } : { text };
};

test.each<ProviderFormat>(["anthropic-messages", "openai-responses", "chat-completions", "gemini"])(
  "the planner behind %s sees all that it needs to make the same calls",
  async (format) => {
    await using provider = await startFakeProvider({ script: plannerScript });
    const settings = agentSettings(format, provider.url);
    for (const request of [ARTICLE, CHAIN]) {
      const expected = await run({ model: "offline" }, request);
      const events = await run(settings, request);
      expect(callsOf(events)).toEqual(callsOf(expected));
      expect(events.at(-1)).toMatchObject({ text: (expected.at(-1) as { text: string }).text });
    }
    expect(provider.requests.flatMap(({ problems }) => problems)).toEqual([]);
  },
);

test("a write that the rules want still asks first", async () => {
  const events = await run(
    { model: "offline" },
    'Create a ticket for customer C-1042 with title "Cannot log in"',
  );
  expect(events.find(({ type }) => type === "approval-request")).toMatchObject({
    tool: "create_ticket",
    args: { customer_id: "C-1042", title: "Cannot log in" },
  });
  expect(callsOf(events)).toEqual([]);
  expect(events.at(-1)).toMatchObject({
    text: expect.stringContaining("was not run: it needs approval"),
  });
});
