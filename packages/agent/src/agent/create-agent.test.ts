import { createFakeClock } from "@mortise/protocol/test-kit";
import { describe, expect, test } from "vitest";
import { userMessage } from "../conversation/message.ts";
import type { AgentEvent } from "../event/agent-event.ts";
import {
  finish,
  openStream,
  scriptedModel,
  text,
} from "../language-model/fixture/scripted-model.ts";
import type { AgentOptions } from "./agent-options.ts";
import { createAgent } from "./create-agent.ts";

const hello = [...text("Hello."), finish()];

function agentOf(options: Partial<AgentOptions<never>> = {}) {
  return createAgent({ model: scriptedModel([hello]), servers: {}, ...options });
}

describe("options that are not valid are refused at once", () => {
  test.each<[string, object, string]>([
    ["limits.steps", { limits: { steps: 0 } }, "limits.steps"],
    ["conversation", { conversation: { version: 2 } }, "conversation"],
    [
      "approve",
      { approve: "write" },
      'approve is "write"; it must be "writes", "all", "never" or a function',
    ],
    ["maxParallel", { maxParallel: 0 }, "maxParallel is 0; it must be a whole number"],
    ["maxParallel", { maxParallel: 1.5 }, "maxParallel is 1.5"],
    ["maxParallel", { maxParallel: Number.NaN }, "maxParallel is a number"],
    ["prefix", { prefix: "allways" }, 'prefix is "allways"; it must be "collision" or "always"'],
    ["searchAbove", { searchAbove: "5" }, 'searchAbove is "5"; it must be a number of tools'],
    ["onEvent", { onEvent: 5 }, "onEvent takes a function, not a number"],
    ["connect", { connect: "x" }, "connect takes a function, not a string"],
    ["fetch", { fetch: {} }, "fetch takes a function, not an object"],
    ["sampling", { sampling: "false" }, 'sampling is "false"; it must be true or false'],
    ["instructions", { instructions: ["a"] }, "instructions is a list; it must be a text"],
    ["model", { model: 5 }, 'model is a number; write "anthropic/…"'],
    ["model", { model: () => 1 }, "model is a function; call it with the name of a model"],
    ["model", { model: "antropic/x" }, 'did you mean "anthropic/x"?'],
    ["model", { model: "nope" }, 'The model "nope" names no known provider; write'],
    ["baseUrl", { model: { baseUrl: "http://a.test", model: "x" } }, 'did you mean "baseURL"?'],
  ])("%s: %j", (option, options, message) => {
    expect(() => agentOf(options)).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        message: expect.stringContaining(message),
        data: { option },
      }),
    );
  });
});

test.each([5, null, undefined, {}])(
  "%j is no request, and leaves the agent free",
  async (input) => {
    await using agent = agentOf();
    await expect(agent.ask(input as never)).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining("A run takes a text, a message or a list of messages"),
    });
    expect((await agent.ask("Hi")).text).toBe("Hello.");
  },
);

test("a run begins with the model and ends with the answer", async () => {
  await using agent = agentOf();
  const events: AgentEvent[] = [];
  for await (const event of agent.run("Hi")) events.push(event);
  expect(events.map(({ type }) => type)).toEqual([
    "run-start",
    "text-start",
    "text-delta",
    "text-end",
    "run-end",
  ]);
  expect(events[0]).toEqual({
    type: "run-start",
    model: "script.test/scripted",
    modelSource: "given",
    servers: [],
    tools: 0,
  });
});

test("a request may be a text, a message or several", async () => {
  const model = scriptedModel([hello]);
  await using agent = agentOf({ model });
  await agent.ask("a");
  await agent.ask(userMessage("b"));
  await agent.ask([userMessage("c"), userMessage("d")]);
  expect(model.calls.map(({ prompt }) => prompt.at(-1)?.content)).toEqual([
    userMessage("a").content,
    userMessage("b").content,
    [...userMessage("c").content, ...userMessage("d").content],
  ]);
});

test("onEvent gets every event before the reader", async () => {
  const order: string[] = [];
  await using agent = agentOf({ onEvent: ({ type }) => order.push(`first ${type}`) });
  for await (const { type } of agent.run("Hi")) order.push(`then ${type}`);
  expect(order.indexOf("first run-start")).toBeLessThan(order.indexOf("then run-start"));
  expect(order.filter((entry) => entry.startsWith("first "))).toHaveLength(5);
});

describe("one run at a time", () => {
  test("a second is refused until the first has ended", async () => {
    await using agent = agentOf();
    const run = agent.run("First");
    await run.next();
    await expect(agent.ask("Second")).rejects.toMatchObject({ code: "INVALID_OPTION" });
    await run.return();
    expect((await agent.ask("Third")).text).toBe("Hello.");
  });

  test("a reader that leaves ends the run", async () => {
    const model = scriptedModel([() => openStream(text("Hel")), hello]);
    await using agent = agentOf({ model });
    for await (const event of agent.run("Hi")) if (event.type === "text-delta") break;
    expect(agent.conversation.messages.at(-1)).toMatchObject({ role: "assistant" });
    expect((await agent.ask("Again")).text).toBe("Hello.");
  });

  test("a signal ends the run, with an end and no error", async () => {
    const controller = new AbortController();
    await using agent = agentOf({ model: scriptedModel([() => openStream(text("Hel"))]) });
    const events: AgentEvent[] = [];
    for await (const event of agent.run("Hi", { signal: controller.signal })) {
      events.push(event);
      if (event.type === "text-delta") controller.abort();
    }
    expect(events.at(-1)).toMatchObject({ type: "run-end", stopReason: "abort", text: "Hel" });
    expect(events.some(({ type }) => type === "error")).toBe(false);
  });

  test("a signal that has aborted lets nothing begin", async () => {
    const model = scriptedModel([hello]);
    await using agent = agentOf({ model });
    const end = await agent.ask("Hi", { signal: AbortSignal.abort() });
    expect(end).toMatchObject({ stopReason: "abort", steps: 0 });
    expect(model.calls).toEqual([]);
  });
});

describe("ask", () => {
  test("throws what the run failed with", async () => {
    await using agent = agentOf({ model: scriptedModel([new RangeError("broken")]) });
    await expect(agent.ask("Hi")).rejects.toMatchObject({
      code: "MODEL_FAILED",
      message: "script.test/scripted failed: broken",
    });
  });

  test("throws when there is no model, and looks again the next time", async () => {
    const environment: Record<string, string> = {};
    await using agent = createAgent({ model: "openai/gpt-x", servers: {}, environment });
    await expect(agent.ask("Hi")).rejects.toMatchObject({ code: "MODEL_UNAVAILABLE" });
    environment["OPENAI_API_KEY"] = "key";
    expect(await agent.model()).toEqual({ label: "openai/gpt-x", source: "given" });
  });
});

describe("the conversation", () => {
  test("goes on from one run to the next, and in another agent", async () => {
    await using agent = agentOf();
    await agent.ask("a");
    await agent.ask("b");
    expect(agent.conversation.messages).toHaveLength(4);
    const model = scriptedModel([hello]);
    await using later = agentOf({ model, conversation: agent.conversation.toJSON() });
    await later.ask("c");
    expect(model.calls[0]?.prompt).toHaveLength(6);
    expect(agent.conversation.messages).toHaveLength(4);
  });

  test("is shared when the object is given", async () => {
    await using agent = agentOf();
    await using other = agentOf({ conversation: agent.conversation });
    await other.ask("a");
    expect(agent.conversation.messages).toHaveLength(2);
  });
});

describe("a closed agent", () => {
  test("refuses use", async () => {
    const agent = agentOf();
    await agent.close();
    await expect(agent.ask("Hi")).rejects.toMatchObject({ code: "CLOSED" });
    await expect(agent.tools()).rejects.toMatchObject({ code: "CLOSED" });
    await expect(agent.usePrompt("desk", "greet")).rejects.toMatchObject({ code: "CLOSED" });
  });

  test("ends the run that is going on", async () => {
    const agent = agentOf({ model: scriptedModel([() => openStream(text("Hel"))]) });
    const events: AgentEvent[] = [];
    for await (const event of agent.run("Hi")) {
      events.push(event);
      if (event.type === "text-delta") await agent.close();
    }
    expect(events.at(-1)).toMatchObject({ type: "run-end", stopReason: "abort" });
  });
});

test("a server that is not there is named, with those that are", async () => {
  await using agent = agentOf();
  await expect(agent.usePrompt("nope", "greet")).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: 'The agent has no server "nope"; it has: none',
  });
});

test("time, retries and limits go by the clock that was given", async () => {
  const clock = createFakeClock();
  const model = scriptedModel([new Error("overloaded"), hello]);
  await using agent = agentOf({ model, clock });
  const asking = agent.ask("Hi");
  await clock.waitFor(1000);
  expect(clock.pending).toContain(300_000);
  await clock.advance(1000);
  expect((await asking).text).toBe("Hello.");
  expect(clock.pending).toEqual([]);
});
