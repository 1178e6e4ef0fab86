import type { AgentEvent, AgentOptions } from "@mortise/agent";
import { createAgent } from "@mortise/agent";
import type { InputHandlers } from "@mortise/client";
import { connect } from "@mortise/client";
import { createServer } from "@mortise/server";
import type { FakeProvider, ReplyScript } from "@mortise/testing";
import { agentSettings, callThenAnswer, startFakeProvider } from "@mortise/testing";
import { afterEach, describe, expect, test } from "vitest";

let provider: FakeProvider;
afterEach(async () => {
  await provider.close();
});

/** An agent whose server asks its client, while a tool runs, what `ask` says. */
async function asking(
  ask: (handlers: InputHandlers) => Promise<unknown>,
  options: Partial<AgentOptions<string>> = {},
  script: ReplyScript = callThenAnswer([{ name: "book", args: {} }], ([text]) => `Booked: ${text}`),
) {
  provider = await startFakeProvider({ script });
  let handlers: InputHandlers = {};
  const server = createServer({ name: "travel", version: "1.0.0" }).tool(
    "book",
    { description: "Book a seat.", annotations: { readOnlyHint: true } },
    async () => JSON.stringify(await ask(handlers)),
  );
  return createAgent<string>({
    servers: { travel: "memory:travel" },
    connect: (_target, { signal, ...given }) => {
      handlers = given;
      return connect(server, { signal });
    },
    ...agentSettings("anthropic-messages", provider.url),
    ...options,
  });
}

const context = { signal: new AbortController().signal };

describe("elicitation", () => {
  const params = {
    message: "Window or aisle?",
    requestedSchema: { type: "object", properties: { seat: { type: "string" } } },
  };
  const elicit = async (handlers: InputHandlers): Promise<unknown> =>
    handlers.elicit?.(params, context) ?? Promise.reject(new Error("not offered"));

  test("is put to the reader of the events", async () => {
    await using agent = await asking(elicit);
    const events: AgentEvent[] = [];
    for await (const event of agent.run("Book a seat.")) {
      events.push(event);
      if (event.type !== "elicitation-request") continue;
      expect(event).toMatchObject({ server: "travel", params });
      event.answer({ action: "accept", content: { seat: "window" } });
    }
    expect(events.at(-1)).toMatchObject({ text: expect.stringContaining('"seat":"window"') });
  });

  test("is cancelled without an answer", async () => {
    await using agent = await asking(elicit);
    expect((await agent.ask("Book a seat.")).text).toBe('Booked: {"action":"cancel"}');
  });
});

describe("sampling", () => {
  const sample = async (handlers: InputHandlers): Promise<unknown> => {
    if (!handlers.sample) return "not offered";
    const message = { role: "user", content: { type: "text", text: "Name a city." } } as const;
    const params = { messages: [message], maxTokens: 50, systemPrompt: "One word." };
    return Promise.resolve(handlers.sample(params, context)).catch((error: Error) => error.message);
  };
  const script: ReplyScript = (conversation) => {
    if (conversation.system === "One word.") return { text: "Lisbon" };
    return callThenAnswer(
      [{ name: "book", args: {} }],
      ([text]) => `Booked: ${text}`,
    )(conversation);
  };

  test("is not offered unless it is allowed", async () => {
    await using agent = await asking(sample, {}, script);
    expect((await agent.ask("Book.")).text).toContain("not offered");
  });

  test("asks for approval, then lets the model write", async () => {
    await using agent = await asking(sample, { sampling: true }, script);
    let text = "";
    for await (const event of agent.run("Book.")) {
      if (event.type === "approval-request") {
        expect(event).toMatchObject({ server: "travel", tool: "sampling/createMessage" });
        event.answer(true);
      }
      if (event.type === "run-end") text = event.text;
    }
    expect(text).toContain('"text":"Lisbon"');
    expect(provider.requests[1]?.body).toMatchObject({ max_tokens: 50 });
  });

  test("is refused without an approval", async () => {
    await using agent = await asking(sample, { sampling: true }, script);
    expect((await agent.ask("Book.")).text).toContain("did not approve");
  });

  test("is refused offline, without a model", async () => {
    await using agent = await asking(
      sample,
      { sampling: true, approve: "never", model: "offline" },
      script,
    );
    expect((await agent.ask("Book a seat.")).text).toContain("offline without one");
  });
});
