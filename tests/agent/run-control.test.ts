import type { AgentEvent, AgentOptions, Clock } from "@mortise/agent";
import { createAgent } from "@mortise/agent";
import { createServer } from "@mortise/server";
import type { FakeProvider, ProviderFormat, ReplyScript } from "@mortise/testing";
import {
  agentSettings,
  callThenAnswer,
  scriptedReplies,
  startFakeProvider,
} from "@mortise/testing";
import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";

let provider: FakeProvider;
afterEach(async () => {
  await provider.close();
});

async function start(
  script: ReplyScript,
  options: Partial<AgentOptions<never>>,
  format: ProviderFormat = "anthropic-messages",
) {
  provider = await startFakeProvider({ script });
  return createAgent({ servers: {}, ...agentSettings(format, provider.url), ...options });
}

async function collect(run: AsyncIterable<AgentEvent>): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

/** A server with a tool that reads and one that writes, and what was written. */
function crm() {
  const created: string[] = [];
  return { created, server: createCrm(created) };
}

function createCrm(created: string[]) {
  return createServer({ name: "crm", version: "1.0.0" })
    .tool(
      "get_customer",
      { description: "Get a customer.", annotations: { readOnlyHint: true } },
      () => ({ name: "Sarah Chen" }),
    )
    .tool(
      "create_customer",
      { description: "Create a customer.", input: z.object({ name: z.string() }) },
      ({ name }) => {
        created.push(name);
        return { id: "C-2001", name };
      },
    );
}

describe("approval", () => {
  const creates = callThenAnswer(
    [{ name: "create_customer", args: { name: "Initech" } }],
    ([text]) => `Result: ${text}`,
  );

  test("a tool that is not marked read-only asks, and runs once when approved", async () => {
    const { created, server } = crm();
    await using agent = await start(creates, { servers: { crm: server } as never });
    const types: string[] = [];
    for await (const event of agent.run("Create Initech.")) {
      types.push(event.type);
      if (event.type === "approval-request") {
        expect(event).toMatchObject({
          server: "crm",
          tool: "create_customer",
          args: { name: "Initech" },
        });
        expect(created).toEqual([]);
        event.answer(Promise.resolve(true));
      }
    }
    expect(types.slice(0, 4)).toEqual(["run-start", "approval-request", "tool-start", "tool-end"]);
    expect(created).toEqual(["Initech"]);
  });

  test("without an answer it is refused, and the model gets the reason", async () => {
    const { created, server } = crm();
    await using agent = await start(creates, { servers: { crm: server } as never });
    const end = await agent.ask("Create Initech.");
    expect(created).toEqual([]);
    expect(end.text).toContain("Not run: it needs approval, and there was no answer");
  });

  test("a no is a no", async () => {
    const { created, server } = crm();
    await using agent = await start(creates, { servers: { crm: server } as never });
    const events: AgentEvent[] = [];
    for await (const event of agent.run("Create Initech.")) {
      events.push(event);
      if (event.type === "approval-request") event.answer(false);
    }
    expect(created).toEqual([]);
    expect(events.find(({ type }) => type === "tool-denied")).toMatchObject({
      reason: expect.stringContaining("the user did not approve it"),
    });
  });

  test.each<[AgentOptions<never>["approve"], string[]]>([
    ["never", ["Initech"]],
    [({ tool, args }) => tool === "create_customer" && args["name"] === "Initech", ["Initech"]],
    [() => false, []],
    ["all", []],
  ])("a policy decides by itself: %s", async (approve, expected) => {
    const { created, server } = crm();
    await using agent = await start(creates, {
      servers: { crm: server } as never,
      approve: approve ?? "all",
    });
    await agent.ask("Create Initech.");
    expect(created).toEqual(expected);
  });

  test("reading needs no approval, unless all do", async () => {
    const reads = callThenAnswer([{ name: "get_customer", args: {} }], ([text]) => String(text));
    await using agent = await start(reads, { servers: { crm: crm().server } as never });
    expect((await agent.ask("Who?")).text).toContain("Sarah Chen");
  });
});

describe("limits end in a sentence", () => {
  const server = crm().server;
  const forever =
    (): ReplyScript =>
    ({ toolChoice }) =>
      toolChoice === "none"
        ? { text: "So far: Sarah Chen." }
        : { calls: [{ name: "get_customer", args: {} }] };

  test.each<ProviderFormat>([
    "anthropic-messages",
    "openai-responses",
    "chat-completions",
    "gemini",
  ])("steps, none beyond the limit, and the model knows which is the last: %s", async (format) => {
    await using agent = await start(
      forever(),
      { servers: { server } as never, limits: { steps: 3 } },
      format,
    );
    const events = await collect(agent.run("Go on."));
    expect(events.find(({ type }) => type === "limit-reached")).toMatchObject({ limit: "steps" });
    expect(events.at(-1)).toMatchObject({
      stopReason: "limit",
      steps: 3,
      toolCalls: 2,
      text: "I stopped at the limit of 3 steps for one request, so this may be incomplete; raise limits.steps to let me go on.",
    });
    const isLast = provider.requests.map(({ modelRequest }) =>
      modelRequest?.system.includes("This is the last answer that you can give"),
    );
    expect(isLast).toEqual([false, false, true]);
    expect(provider.requests.flatMap(({ problems }) => problems)).toEqual([]);
  });

  test("an answer in the last step is an answer", async () => {
    const script = callThenAnswer([{ name: "get_customer", args: {} }], ([text]) => String(text));
    await using agent = await start(script, {
      servers: { server } as never,
      limits: { steps: 2 },
    });
    expect(await agent.ask("Who?")).toMatchObject({ stopReason: "answer", steps: 2 });
    expect(provider.requests).toHaveLength(2);
  });

  test("tool calls, none beyond the limit, after a last word of the model", async () => {
    await using agent = await start(forever(), {
      servers: { server } as never,
      limits: { toolCalls: 2 },
    });
    const end = await agent.ask("Go on.");
    expect(end).toMatchObject({ stopReason: "limit", toolCalls: 2, steps: 4 });
    expect(end.text).toMatch(/^So far: Sarah Chen\.\n\nI stopped at the limit of 2 tool calls/);
  });

  test("tokens, without asking the model again", async () => {
    await using agent = await start(forever(), {
      servers: { server } as never,
      limits: { tokens: 700 },
    });
    const end = await agent.ask("Go on.");
    expect(end.stopReason).toBe("limit");
    expect(end.text).toMatch(/^I stopped at the limit of 700 tokens/);
    expect(provider.requests).toHaveLength(2);
  });

  test("time, while a tool hangs", async () => {
    let timeUp = (): void => undefined;
    const clock: Clock = {
      now: () => 0,
      monotonic: () => 0,
      schedule(milliseconds, callback) {
        if (milliseconds === 5000) timeUp = callback;
        return () => undefined;
      },
    };
    const slow = createServer({ name: "slow", version: "1.0.0" }).tool(
      "get_customer",
      { description: "Get a customer.", annotations: { readOnlyHint: true } },
      () => {
        timeUp();
        return new Promise(() => undefined);
      },
    );
    await using agent = await start(forever(), {
      servers: { slow } as never,
      limits: { time: "5s" },
      clock,
    });
    const end = await agent.ask("Go on.");
    expect(end.stopReason).toBe("limit");
    expect(end.text).toContain("the limit of 5 seconds");
    await using next = await start(scriptedReplies({ text: "Hello again." }), {
      conversation: agent.conversation,
    });
    expect((await next.ask("And now?")).text).toBe("Hello again.");
    expect(provider.requests[0]?.problems).toEqual([]);
  });
});

test("no more tools run at once than allowed", async () => {
  let running = 0;
  let most = 0;
  const gate: (() => void)[] = [];
  const slow = createServer({ name: "slow", version: "1.0.0" }).tool(
    "work",
    { description: "Work.", annotations: { readOnlyHint: true } },
    async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => {
        gate.push(resolve);
        if (gate.length === 2) for (const open of gate.splice(0)) open();
      });
      running -= 1;
      return "done";
    },
  );
  const calls = Array.from({ length: 6 }, () => ({ name: "work", args: {} }));
  await using agent = await start(
    callThenAnswer(calls, (r) => `${r.length} done`),
    {
      servers: { slow } as never,
      maxParallel: 2,
    },
  );
  expect((await agent.ask("Work.")).text).toBe("6 done");
  expect(most).toBe(2);
});

test("a tool's progress is reported", async () => {
  const slow = createServer({ name: "slow", version: "1.0.0" }).tool(
    "count",
    { description: "Count.", annotations: { readOnlyHint: true } },
    async (_input, ctx) => {
      await ctx.progress(1, 2, "half");
      return "counted";
    },
  );
  await using agent = await start(
    callThenAnswer([{ name: "count", args: {} }], () => "ok"),
    {
      servers: { slow } as never,
    },
  );
  const events = await collect(agent.run("Count."));
  expect(events.find(({ type }) => type === "tool-progress")).toMatchObject({
    tool: "count",
    progress: 1,
    total: 2,
    message: "half",
  });
});

describe("abort", () => {
  test("while tools run keeps what finished, and the next run goes on from there", async () => {
    const controller = new AbortController();
    const desk = createServer({ name: "desk", version: "1.0.0" })
      .tool(
        "fast",
        { description: "Fast.", annotations: { readOnlyHint: true } },
        () => "finished in time",
      )
      .tool(
        "slow",
        { description: "Slow.", annotations: { readOnlyHint: true } },
        () => new Promise(() => undefined),
      );
    const script: ReplyScript = ({ entries }) =>
      entries.some((entry) => entry.role === "user" && entry.text === "Go on.")
        ? { text: JSON.stringify(entries) }
        : {
            text: "Let me look.",
            calls: [
              { name: "fast", args: {} },
              { name: "slow", args: {} },
            ],
          };
    await using agent = await start(script, { servers: { desk } as never });
    const events: AgentEvent[] = [];
    for await (const event of agent.run("Look.", { signal: controller.signal })) {
      events.push(event);
      if (event.type === "tool-end" && event.tool === "fast") controller.abort();
    }
    expect(events.at(-1)).toMatchObject({
      type: "run-end",
      stopReason: "abort",
      text: "Let me look.",
    });
    const end = await agent.ask("Go on.");
    expect(end.text).toContain("finished in time");
    expect(end.text).toContain("interrupted before its result arrived");
    expect(provider.requests.flatMap(({ problems }) => problems)).toEqual([]);
  });

  test("while the model speaks keeps what it said", async () => {
    const controller = new AbortController();
    await using agent = await start(scriptedReplies({ text: "A long answer in many pieces." }), {});
    let said = "";
    for await (const event of agent.run("Speak.", { signal: controller.signal })) {
      if (event.type !== "text-delta") continue;
      said += event.text;
      controller.abort();
    }
    expect(said).not.toBe("");
    expect(JSON.stringify(agent.conversation.messages.at(-1))).toContain(said.trim());
    expect((await agent.ask("Again.")).stopReason).toBe("answer");
  });

  test("leaving the loop early ends the run", async () => {
    await using agent = await start(scriptedReplies({ text: "Never mind." }), {});
    for await (const event of agent.run("Speak.")) if (event.type === "run-start") break;
    expect((await agent.ask("Again.")).text).toBe("Never mind.");
  });

  test("two runs at once are refused", async () => {
    await using agent = await start(scriptedReplies({ text: "One at a time." }), {});
    const run = agent.run("First.");
    await run.next();
    await expect(agent.ask("Second.")).rejects.toMatchObject({ code: "INVALID_OPTION" });
    await run.return();
  });
});
