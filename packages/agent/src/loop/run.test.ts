import { createFakeClock } from "@mortise/protocol/test-kit";
import { describe, expect, test } from "vitest";
import { Conversation } from "../conversation/conversation.ts";
import type { AgentMessage } from "../conversation/message.ts";
import { userMessage } from "../conversation/message.ts";
import type { AgentEvent, RunEndEvent } from "../event/agent-event.ts";
import { EventPort } from "../event/event-port.ts";
import type { ScriptedModel, Step } from "../language-model/fixture/scripted-model.ts";
import {
  brokenStream,
  call,
  finish,
  openStream,
  scriptedModel,
  text,
} from "../language-model/fixture/scripted-model.ts";
import type { LanguageModelCall } from "../language-model/language-model.ts";
import type { AgentTool } from "../tool/agent-tool.ts";
import { createReadMoreTool } from "../tool/own-tools.ts";
import { ResultStore } from "../tool/result-store.ts";
import { recordedTool } from "./fixture/own-tool.ts";
import type { LimitOptions } from "./limits.ts";
import { resolveLimits } from "./limits.ts";
import type { RunContext } from "./run.ts";
import { Run } from "./run.ts";

interface Options {
  readonly tools?: readonly AgentTool[];
  readonly limits?: LimitOptions;
  readonly context?: Partial<RunContext>;
}

function start(steps: readonly Step[], { tools = [], limits = {}, context = {} }: Options = {}) {
  const model = scriptedModel(steps);
  const events: AgentEvent[] = [];
  const controller = new AbortController();
  const clock = createFakeClock();
  const resolved = resolveLimits(limits);
  const store = new ResultStore(resolved.resultSize);
  const conversation = new Conversation();
  const run = new Run({
    resolved: {
      model,
      label: "script/scripted",
      source: "given",
      title: "script",
      keyName: undefined,
      apiKey: undefined,
    },
    open: [],
    failed: [],
    toolSet: { tools, own: [], readMore: createReadMoreTool(store) },
    refusedFiles: new WeakSet(),
    store,
    conversation,
    instructions: undefined,
    approve: "never",
    limits: resolved,
    maxParallel: 4,
    taskWaitMs: 10_000,
    searchAbove: 30,
    clock,
    signal: controller.signal,
    events: new EventPort((event) => events.push(event)),
    ...context,
  });
  const execute = async (messages: readonly AgentMessage[] = [userMessage("Hi")]) => {
    await run.execute(messages);
    return events.at(-1) as RunEndEvent;
  };
  return { model, events, controller, clock, conversation, execute };
}

const offered = ({ tools = [] }: LanguageModelCall): string[] =>
  tools.flatMap((tool) => ("name" in tool ? [tool.name] : []));
const systemOf = (model: ScriptedModel): string[] =>
  model.calls.map(({ prompt }) => String(prompt[0]?.content));
const lastWords = (each: LanguageModelCall): boolean =>
  String(each.prompt[0]?.content).includes("the last answer");

const look = (id = "1"): Step => [call("get_customer", { id: 1 }, id), finish("tool-calls")];
const done: Step = [...text("Done."), finish()];

test("a run calls the model until it answers, and keeps everything in the conversation", async () => {
  const tool = recordedTool("get_customer");
  const { execute, model, conversation } = start([look(), done], { tools: [tool] });
  expect(await execute()).toEqual({
    type: "run-end",
    text: "Done.",
    stopReason: "answer",
    steps: 2,
    toolCalls: 1,
    usage: { inputTokens: 20, outputTokens: 10 },
  });
  expect(tool.calls).toEqual([{ id: 1 }]);
  expect(conversation.messages.map(({ role }) => role)).toEqual([
    "user",
    "assistant",
    "tool",
    "assistant",
  ]);
  expect(model.calls[1]?.prompt.map(({ role }) => role)).toEqual([
    "system",
    "user",
    "assistant",
    "tool",
  ]);
});

test("the model reads results in the order of its calls, whichever came first", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow = recordedTool("get_slow", async () => {
    await promise;
    return { type: "text", value: "slow" };
  });
  const fast = recordedTool("get_fast", async () => {
    queueMicrotask(resolve);
    return { type: "text", value: "fast" };
  });
  const both: Step = [call("get_slow"), call("get_fast"), finish("tool-calls")];
  const { execute, model } = start([both, done], { tools: [slow, fast] });
  await execute();
  expect(model.calls[1]?.prompt.at(-1)).toMatchObject({
    role: "tool",
    content: [{ toolName: "get_slow" }, { toolName: "get_fast" }],
  });
});

test.each([
  ["length", "length"],
  ["content-filter", "refusal"],
])("an answer that ended by %s says so", async (unified, stopReason) => {
  const { execute } = start([[...text("Do"), finish(unified)]]);
  expect(await execute()).toMatchObject({ text: "Do", stopReason });
});

describe("the limit of steps", () => {
  test("bounds the calls of the model, and the last one has a note that says so", async () => {
    const { execute, model, events } = start([look("1"), look("2"), look("3")], {
      tools: [recordedTool("get_customer")],
      limits: { steps: 2 },
    });
    expect(await execute()).toMatchObject({ stopReason: "limit", steps: 2, toolCalls: 1 });
    expect(model.calls.map(lastWords)).toEqual([false, true]);
    expect(events.some((event) => event.type === "limit-reached" && event.limit === "steps")).toBe(
      true,
    );
  });

  test("is not reached by an answer in the last step", async () => {
    const { execute, model } = start([look(), done], {
      tools: [recordedTool("get_customer")],
      limits: { steps: 2 },
    });
    expect(await execute()).toMatchObject({ stopReason: "answer", text: "Done." });
    expect(model.calls).toHaveLength(2);
  });

  test("of one is in the note of the first call", async () => {
    const { execute, model } = start([done], { limits: { steps: 1 } });
    expect((await execute()).stopReason).toBe("answer");
    expect(model.calls.map(lastWords)).toEqual([true]);
  });

  test("keeps what the model wrote beside calls that are not made", async () => {
    const tool = recordedTool("get_customer");
    const step = [...text("So far: Sarah."), call("get_customer"), finish("tool-calls")];
    const { execute, conversation } = start([step], { tools: [tool], limits: { steps: 1 } });
    expect((await execute()).text).toMatch(/^So far: Sarah\.\n\nI stopped at the limit of 1 step/);
    expect(tool.calls).toEqual([]);
    expect(JSON.stringify(conversation.messages[2])).toContain(
      "Not run: the limit of this request",
    );
  });
});

describe("the limit of tool calls", () => {
  const tools = [recordedTool("get_customer")];
  const both: Step = [call("get_customer", {}, "1"), call("get_customer", {}, "2"), finish()];

  test("is not exceeded by a round, and the model has a last word without tools", async () => {
    const { execute, model } = start([both, [...text("So far."), finish()]], {
      tools,
      limits: { toolCalls: 1 },
    });
    expect(await execute()).toMatchObject({
      toolCalls: 0,
      steps: 2,
      text: expect.stringMatching(/^So far\.\n\nI stopped at the limit of 1 tool call/),
    });
    expect(model.calls[1]?.toolChoice).toEqual({ type: "none" });
  });

  test("may be used up", async () => {
    const { execute } = start([both, done], { tools, limits: { toolCalls: 2 } });
    expect(await execute()).toMatchObject({ stopReason: "answer", toolCalls: 2 });
  });

  test("ends without a last word when there is no step left for it", async () => {
    const { execute, model } = start([both], { tools, limits: { toolCalls: 1, steps: 1 } });
    expect((await execute()).text).toMatch(/^I stopped at the limit of 1 tool call/);
    expect(model.calls).toHaveLength(1);
  });

  test("ends with the sentence alone when the last word fails", async () => {
    const { execute } = start([both, new RangeError("broken")], {
      tools,
      limits: { toolCalls: 1 },
    });
    const end = await execute();
    expect(end.stopReason).toBe("limit");
    expect(end.text).toMatch(/^I stopped/);
  });
});

describe("the limit of tokens", () => {
  const tools = [recordedTool("get_customer")];

  test.each([
    [30, 2, "limit"],
    [29, 2, "limit"],
    [31, 3, "answer"],
  ])("of %i lets %i calls of 15 tokens be made", async (tokens, steps, stopReason) => {
    const { execute, model } = start([look("1"), look("2"), done], { tools, limits: { tokens } });
    expect(await execute()).toMatchObject({ steps, stopReason });
    expect(model.calls).toHaveLength(steps);
  });

  test("does not take an answer back", async () => {
    const { execute } = start([done], { limits: { tokens: 1 } });
    expect(await execute()).toMatchObject({ stopReason: "answer", text: "Done." });
  });
});

describe("the limit of time", () => {
  test("ends a model that is at work, and keeps its text", async () => {
    const { execute, clock, conversation } = start([() => openStream(text("So far"))], {
      limits: { time: "5s" },
    });
    const running = execute();
    await clock.waitFor(5000);
    await clock.advance(5000);
    expect(await running).toMatchObject({
      stopReason: "limit",
      text: expect.stringMatching(/^So far\n\nI stopped at the limit of 5 seconds/),
    });
    expect(conversation.messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
  });

  test("ends a tool that hangs", async () => {
    const tool = recordedTool("get_customer", () => new Promise(() => undefined));
    const { execute, clock, conversation } = start([look()], {
      tools: [tool],
      limits: { time: "5s" },
    });
    const running = execute();
    await clock.waitFor(5000);
    await clock.advance(5000);
    expect((await running).text).toMatch(/^I stopped at the limit of 5 seconds/);
    expect(conversation.messages.map(({ role }) => role)).toEqual([
      "user",
      "assistant",
      "tool",
      "assistant",
    ]);
  });

  test("leaves no timer behind", async () => {
    const { execute, clock } = start([done]);
    await execute();
    expect(clock.pending).toEqual([]);
  });
});

describe("an abort", () => {
  test("keeps what was said, and the next run goes on from there", async () => {
    const { execute, controller, conversation, events } = start([
      () => openStream(text("A long answer")),
    ]);
    const running = execute();
    await expect.poll(() => events.length).toBeGreaterThan(2);
    controller.abort();
    expect(await running).toMatchObject({ stopReason: "abort", text: "A long answer" });
    expect(conversation.messages.at(-1)).toEqual({
      role: "assistant",
      content: [{ type: "text", text: "A long answer" }],
    });
  });

  test("during a call leaves a result that says so", async () => {
    const { execute, controller, conversation } = start([look()], {
      tools: [
        recordedTool("get_customer", () => {
          controller.abort();
          return new Promise(() => undefined);
        }),
      ],
    });
    expect((await execute()).stopReason).toBe("abort");
    expect(JSON.stringify(conversation.messages.at(-1))).toContain("was interrupted");
  });
});

describe("a failure", () => {
  test("of the model is a typed error, and keeps the text before it", async () => {
    const { execute, events, conversation } = start([
      () => brokenStream(text("So far"), new Error("terminated")),
    ]);
    expect(await execute()).toMatchObject({ stopReason: "error", text: "So far" });
    expect(events.find(({ type }) => type === "error")).toMatchObject({
      error: { code: "MODEL_FAILED" },
      message: "script/scripted failed: terminated",
    });
    expect(conversation.messages).toHaveLength(2);
  });

  test("of the policy is its own error, and not the model's", async () => {
    const tool = recordedTool("delete_customer");
    const step = [call("delete_customer"), finish("tool-calls")];
    const { execute, events } = start([step], {
      tools: [tool],
      context: { approve: () => Promise.reject(new Error("no database")) },
    });
    expect((await execute()).stopReason).toBe("error");
    expect(events.find(({ type }) => type === "error")).toMatchObject({
      error: { code: "INVALID_OPTION" },
    });
    expect(tool.calls).toEqual([]);
  });
});

describe("the tools that are offered", () => {
  test("are all of them, with read_more once a result was cut", async () => {
    const tool = recordedTool("get_customer", async () => ({
      type: "text",
      value: "x".repeat(50),
    }));
    const { execute, model } = start([look(), done], {
      tools: [tool],
      limits: { resultSize: 10 },
    });
    await execute();
    expect(model.calls.map(offered)).toEqual([["get_customer"], ["get_customer", "read_more"]]);
  });

  test("are searched for when there are many", async () => {
    const tools = [
      recordedTool("get_weather"),
      ...Array.from({ length: 5 }, (_, index) => recordedTool(`list_things_${index}`)),
    ];
    const search: Step = [call("search_tools", { query: "weather" }), finish("tool-calls")];
    const { execute, model } = start([search, [call("get_weather"), finish()], done], {
      tools,
      context: { searchAbove: 5 },
    });
    expect(await execute()).toMatchObject({ toolCalls: 2, text: "Done." });
    expect(model.calls.map(offered)).toEqual([
      ["search_tools"],
      ["get_weather", "search_tools"],
      ["get_weather", "search_tools"],
    ]);
  });

  test("are never none while the conversation has calls", async () => {
    const before: AgentMessage[] = [
      userMessage("a"),
      {
        role: "assistant",
        content: [{ type: "tool-call", toolCallId: "1", toolName: "gone", input: {} }],
      },
    ];
    const { execute, model } = start([done]);
    await execute([...before, userMessage("b")]);
    expect(model.calls.map(offered)).toEqual([["read_more"]]);
  });
});

test("a run completes what an earlier one left open, and joins the user's messages", async () => {
  const conversation = new Conversation();
  conversation.append(userMessage("a"));
  const { execute, model } = start([done], { context: { conversation } });
  await execute([userMessage("b")]);
  const [, user] = model.calls[0]?.prompt ?? [];
  expect(user?.content).toHaveLength(2);
});

test("the agent's instructions come first", async () => {
  const { execute, model } = start([done], { context: { instructions: "Be brief." } });
  await execute();
  expect(systemOf(model)).toEqual(["Be brief."]);
});
