import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { AgentEvent, AgentOptions, Clock } from "@mortise/agent";
import { createAgent, resolveModel } from "@mortise/agent";
import { createServer } from "@mortise/server";
import type { FakeProvider, ProviderFault, ProviderFormat, ReplyScript } from "@mortise/testing";
import { agentSettings, callThenAnswer, FAKE_KEY, startFakeProvider } from "@mortise/testing";
import { simulateStreamingMiddleware, wrapLanguageModel } from "ai";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";

const FORMATS: ProviderFormat[] = [
  "anthropic-messages",
  "openai-responses",
  "chat-completions",
  "gemini",
];

const desk = createServer({ name: "desk", version: "1.0.0", instructions: "Ids look like C-1042." })
  .tool(
    "get_customer",
    {
      description: "Look up a customer by id.",
      input: z.object({ customer_id: z.string().describe("e.g. C-1042") }),
      annotations: { readOnlyHint: true },
    },
    ({ customer_id }) => ({ id: customer_id, name: "Sarah Chen", plan: "pro", status: "active" }),
  )
  .tool(
    "get_open_tickets",
    {
      description: "List a customer's open tickets.",
      input: z.object({ customer_id: z.string().describe("e.g. C-1042") }),
      annotations: { readOnlyHint: true },
    },
    () => [{ key: "SUP-311", title: "Billing discrepancy", priority: "high" }],
  );

const CALLS = [
  { name: "get_customer", args: { customer_id: "C-1042" } },
  { name: "get_open_tickets", args: { customer_id: "C-1042" } },
];
const script = callThenAnswer(CALLS, (results) => `Found: ${results.join(" | ")}`);

let provider: FakeProvider;
afterEach(async () => {
  await provider.close();
});

async function talk(
  format: ProviderFormat,
  options: Partial<AgentOptions<never>> & {
    script?: ReplyScript;
    faults?: ProviderFault[];
    stream?: boolean;
  } = {},
): Promise<AgentEvent[]> {
  const { script: chosen = script, faults = [], stream = true, ...rest } = options;
  provider = await startFakeProvider({ script: chosen });
  provider.fail(...faults);
  await using agent = createAgent({
    servers: { desk },
    ...agentSettings(format, provider.url, { stream }),
    ...(rest as object),
  });
  const events: AgentEvent[] = [];
  for await (const event of agent.run("How is customer C-1042?")) events.push(event);
  return events;
}

function ofType<Type extends AgentEvent["type"]>(
  events: AgentEvent[],
  type: Type,
): Extract<AgentEvent, { type: Type }>[] {
  return events.filter(
    (event): event is Extract<AgentEvent, { type: Type }> => event.type === type,
  );
}

/** Lets the waits between attempts pass at once; the long ones, which only guard, never end. */
const instantClock: Clock = {
  now: () => 0,
  monotonic: () => 0,
  schedule: (milliseconds, callback) => {
    if (milliseconds >= 60_000) return () => undefined;
    const timer = setImmediate(callback);
    return () => clearImmediate(timer);
  },
};

describe.each(FORMATS)("%s", (format) => {
  test("two calls in one step are run and answered in the next", async () => {
    const events = await talk(format);
    const [end] = ofType(events, "run-end");
    expect(ofType(events, "error")).toEqual([]);
    expect(end).toMatchObject({
      stopReason: "answer",
      steps: 2,
      toolCalls: 2,
      usage: { inputTokens: 642, outputTokens: 90 },
    });
    expect(end?.text).toContain('"name":"Sarah Chen"');
    expect(end?.text).toContain("SUP-311");
    expect(
      ofType(events, "text-delta")
        .map(({ text }) => text)
        .join(""),
    ).toBe(end?.text);
    expect(
      ofType(events, "tool-start").map(({ server, tool, args }) => [server, tool, args]),
    ).toEqual(CALLS.map(({ name, args }) => ["desk", name, args]));
    expect(provider.requests.flatMap(({ problems }) => problems)).toEqual([]);
    expect(provider.requests[0]?.modelRequest).toMatchObject({
      system: expect.stringContaining("Ids look like C-1042."),
      tools: [{ name: "get_customer" }, { name: "get_open_tickets" }],
    });
  });

  test("a rate limit is waited out as long as the provider asks", async () => {
    const events = await talk(format, {
      faults: [{ kind: "rate-limit", retryAfterMs: 7 }],
      clock: instantClock,
    });
    expect(ofType(events, "model-retry")).toEqual([
      { type: "model-retry", attempt: 1, reason: "HTTP 429", delayMs: 7 },
    ]);
    expect(ofType(events, "run-end")[0]?.stopReason).toBe("answer");
  });

  test("a wrong key names its variable and nothing of the key", async () => {
    const events = await talk(format, { faults: [{ kind: "unauthorized" }] });
    const [error] = ofType(events, "error");
    expect(error?.error).toMatchObject({ code: "MODEL_UNAVAILABLE" });
    expect(error?.message).toMatch(/refused the key in (\w+_API_KEY|apiKey) \(HTTP 40[01]\)/);
    expect(JSON.stringify(error) + error?.error.stack).not.toContain(FAKE_KEY.slice(0, 8));
    expect(ofType(events, "run-end")[0]?.stopReason).toBe("error");
  });

  test.each<ProviderFault>([
    { kind: "overloaded" },
    { kind: "stream-overload", after: "start" },
    { kind: "cut-stream", after: "start" },
  ])("a failure before the first word is tried again: $kind", async (fault) => {
    const events = await talk(format, { faults: [fault], clock: instantClock });
    expect(ofType(events, "model-retry")).toHaveLength(1);
    expect(ofType(events, "error")).toEqual([]);
    expect(ofType(events, "run-end")[0]).toMatchObject({ stopReason: "answer", steps: 2 });
  });

  test.each<ProviderFault>([
    { kind: "stream-overload", after: "text" },
    { kind: "cut-stream", after: "text" },
  ])("a failure after the first words is an error that keeps them: $kind", async (fault) => {
    const events = await talk(format, {
      script: () => ({ text: "The customer is on the Pro plan, and what else there is to say." }),
      faults: [fault],
    });
    const [failure] = ofType(events, "error");
    expect(failure?.error).toMatchObject({ code: "MODEL_FAILED" });
    if (fault.kind === "cut-stream") {
      expect(failure?.message).toContain("broke off in the middle of its answer");
    }
    expect(ofType(events, "model-retry")).toEqual([]);
    const said = ofType(events, "text-delta")
      .map(({ text }) => text)
      .join("");
    expect(said).not.toBe("");
    expect(ofType(events, "run-end")[0]).toMatchObject({ stopReason: "error", text: said.trim() });
  });

  test("a model that stays silent is asked again", async () => {
    let watched = false;
    const clock: Clock = {
      now: () => 0,
      monotonic: () => 0,
      schedule(milliseconds, callback) {
        if (milliseconds !== 59_000) return instantClock.schedule(milliseconds, callback);
        // The first silence ends once the provider has the request; those after it are never noticed.
        if (!watched) void provider.nextRequest().then(callback);
        watched = true;
        return () => undefined;
      },
    };
    const events = await talk(format, {
      faults: [{ kind: "silence" }],
      limits: { silence: "59s" },
      clock,
    });
    expect(ofType(events, "model-retry")).toEqual([
      {
        type: "model-retry",
        attempt: 1,
        reason: "The model was silent for 59 seconds",
        delayMs: 1000,
      },
    ]);
    expect(ofType(events, "run-end")[0]?.stopReason).toBe("answer");
  });

  test("an answer that comes whole, from a model object of AI SDK, gives the same run", async () => {
    provider = await startFakeProvider({ script });
    const settings = agentSettings(format, provider.url);
    const resolved = await resolveModel(settings.model, settings);
    const model = resolved.model as LanguageModelV4;
    await using agent = createAgent({
      servers: { desk },
      model: wrapLanguageModel({ model, middleware: simulateStreamingMiddleware() }),
    });
    const end = await agent.ask("How is customer C-1042?");
    expect(end).toMatchObject({ stopReason: "answer", steps: 2, toolCalls: 2 });
    expect(end.text).toContain("SUP-311");
    expect(
      provider.requests.some(({ body, path }) => body["stream"] || path.includes("stream")),
    ).toBe(false);
  });
});

test("an empty answer is asked for again", async () => {
  let turn = 0;
  const events = await talk("gemini", {
    script: () => ({ text: turn++ ? "Here I am." : "" }),
    clock: instantClock,
  });
  expect(ofType(events, "model-retry")).toMatchObject([{ reason: "the answer was empty" }]);
  expect(ofType(events, "run-end")[0]?.text).toBe("Here I am.");
});

test("calls get ids that no other call of the session has and every provider takes", async () => {
  let turn = 0;
  const call = {
    id: "functions.get_customer:0",
    name: "get_customer",
    args: { customer_id: "C-1" },
  };
  const events = await talk("chat-completions", {
    script: () => (turn++ < 2 ? { calls: [call] } : { text: "Done." }),
  });
  expect(ofType(events, "tool-start").map(({ id }) => id)).toEqual([
    "functions_get_customer_0",
    "functions_get_customer_0_2",
  ]);
  expect(provider.requests.flatMap(({ problems }) => problems)).toEqual([]);
});

// Gemini's arguments are an object, which can not be broken.
test.each(FORMATS.filter((format) => format !== "gemini"))(
  "broken arguments go back to the model, which corrects them: %s",
  async (format) => {
    const events = await talk(format, { faults: [{ kind: "malformed-arguments" }] });
    const entries = provider.requests[1]?.modelRequest?.entries ?? [];
    const results = entries.filter(({ role }) => role === "result");
    expect(results).toHaveLength(2);
    expect(JSON.stringify(results)).toContain("could not be read");
    expect(ofType(events, "run-end")[0]?.stopReason).toBe("answer");
  },
);

test("a model that is not streamed gives the same run", async () => {
  const events = await talk("chat-completions", { stream: false });
  expect(provider.requests.map(({ body }) => body["stream"] ?? false)).toEqual([false, false]);
  expect(ofType(events, "run-end")[0]).toMatchObject({ stopReason: "answer", toolCalls: 2 });
});
