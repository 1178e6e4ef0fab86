import { createFakeClock } from "@mortise/protocol/test-kit";
import { describe, expect, test } from "vitest";
import { Conversation } from "../conversation/conversation.ts";
import type { ToolResultPart } from "../conversation/message.ts";
import type { AgentEvent, ApprovalRequestEvent } from "../event/agent-event.ts";
import { EventPort } from "../event/event-port.ts";
import type { RequestedCall } from "../model/requested-call.ts";
import type { AgentTool } from "../tool/agent-tool.ts";
import { FailedCall } from "../tool/failed-call.ts";
import { createReadMoreTool } from "../tool/own-tools.ts";
import { ResultStore } from "../tool/result-store.ts";
import { recordedTool } from "./fixture/own-tool.ts";
import type { ToolRoundOptions } from "./tool-round.ts";
import { runToolRound } from "./tool-round.ts";

const reason = new Error("enough");

function called(name: string, args: Record<string, unknown> = {}, id = `${name}-1`): RequestedCall {
  return { id, name, args };
}

function round(tools: readonly AgentTool[], options: Partial<ToolRoundOptions> = {}) {
  const controller = new AbortController();
  const events: AgentEvent[] = [];
  const results: ToolResultPart[] = [];
  const clock = createFakeClock();
  const store = new ResultStore(100);
  const port = new EventPort((event) => events.push(event));
  return {
    controller,
    events,
    results,
    clock,
    store,
    port,
    run: (calls: readonly RequestedCall[]) =>
      runToolRound(calls, {
        tools,
        approve: "writes",
        maxParallel: 4,
        store,
        clock,
        signal: controller.signal,
        events: port,
        onResult: (result) => results.push(result),
        tasks: new Conversation(),
        taskWaitMs: 10_000,
        ...options,
      }),
  };
}

/** Answers the first request for approval. */
async function answerFirst(port: EventPort, answer: (event: ApprovalRequestEvent) => void) {
  for await (const event of port.read()) {
    if (event.type !== "approval-request") continue;
    answer(event);
    return;
  }
}

describe("a call", () => {
  test("is announced, made and reported, with the time it took", async () => {
    const tool = recordedTool("get_customer", async (_args, { onProgress }) => {
      onProgress({ progress: 1, total: 2, message: "half" });
      await clock.advance(1500);
      return { type: "text", value: "  Sarah\n Chen " };
    });
    const { run, events, results, clock } = round([tool]);
    await run([called("get_customer", { id: 1 })]);
    expect(tool.calls).toEqual([{ id: 1 }]);
    const reference = {
      id: "get_customer-1",
      server: "crm",
      tool: "get_customer",
      displayName: "get_customer",
      args: { id: 1 },
    };
    expect(events).toEqual([
      { type: "tool-start", ...reference },
      { type: "tool-progress", ...reference, progress: 1, total: 2, message: "half" },
      {
        type: "tool-end",
        ...reference,
        result: "Sarah Chen",
        isError: false,
        durationMs: 1500,
      },
    ]);
    expect(results).toEqual([
      {
        type: "tool-result",
        toolCallId: "get_customer-1",
        toolName: "get_customer",
        output: { type: "text", value: "  Sarah\n Chen " },
      },
    ]);
  });

  test("that fails has words for the model as the result, and the error for the reader", async () => {
    const cause = new Error("no route to run --api-key sk-1");
    const failure = new FailedCall("The call failed: no server", { cause });
    const tool = recordedTool("get_customer", () => Promise.reject(failure));
    const { run, events, results } = round([tool]);
    await run([called("get_customer")]);
    const value = "The call failed: no server";
    expect(results[0]?.output).toEqual({ type: "error-text", value });
    const end = { type: "tool-end", isError: true, result: value, error: cause };
    expect(events.at(-1)).toMatchObject(end);
  });

  test("that throws anything else shows the model nothing of it", async () => {
    const error = new Error("secret");
    const { run, events, results } = round([recordedTool("get_it", () => Promise.reject(error))]);
    await run([called("get_it")]);
    expect(results[0]?.output.value).toBe("The call failed unexpectedly.");
    expect(events.at(-1)).toMatchObject({ type: "tool-end", error });
  });

  test("of an unknown tool, or with broken arguments, is not made", async () => {
    const tool = recordedTool("get_customer");
    const { run, events, results } = round([tool]);
    const broken = { ...called("get_customer"), invalid: "The arguments could not be read." };
    await run([called("delete_all"), broken]);
    expect(tool.calls).toEqual([]);
    expect(events).toEqual([]);
    expect(results.map(({ output }) => output.value)).toEqual([
      "There is no tool delete_all.",
      "The arguments could not be read.",
    ]);
  });

  test("is summarized on one line of 200 characters", async () => {
    const file = {
      type: "file",
      mediaType: "image/png",
      data: { type: "data", data: "a" },
    } as const;
    const tool = recordedTool("get_chart", async () => ({
      type: "content",
      value: [{ type: "text", text: "x".repeat(300) }, file],
    }));
    const short = recordedTool("get_icon", async () => ({ type: "content", value: [file] }));
    const json = recordedTool("get_id", async () => ({ type: "json", value: { id: 1 } }));
    const { run, events } = round([tool, short, json]);
    await run([called("get_chart"), called("get_icon"), called("get_id")]);
    const ends = events.filter((event) => event.type === "tool-end");
    expect(ends.map(({ result }) => result.length)).toEqual([200, 11, 8]);
    expect(ends.map(({ result }) => result.slice(-1))).toEqual(["…", "]", "}"]);
  });

  test("whose result is too long is cut, except when the model reads on", async () => {
    const tool = recordedTool("get_log", async () => ({ type: "text", value: "x".repeat(150) }));
    const { store, run, results } = round([tool, createReadMoreTool(new ResultStore(1000))]);
    await run([called("get_log")]);
    expect(String(results[0]?.output.value)).toContain('call read_more with {"id":"r1"');
    const reading = round([createReadMoreTool(store)], { store });
    await reading.run([called("read_more", { id: "r1", offset: 0 })]);
    expect(reading.events[0]).toMatchObject({ server: "agent", tool: "read_more", isOwn: true });
    expect(String(reading.results[0]?.output.value)).toContain('"offset":100');
    expect(String(reading.results[0]?.output.value)).not.toContain("r2");
  });
});

test("a result of a server's tool that is called read_more is cut like any other", async () => {
  const answer = async () => ({ type: "text", value: "x".repeat(150) }) as const;
  const tool = { ...recordedTool("read_more", answer), server: "agent" };
  const { run, results } = round([tool], { approve: "never" });
  await run([called("read_more")]);
  expect(String(results[0]?.output.value)).toContain('call read_more with {"id":"r1"');
});

describe("approval", () => {
  test("is asked for before a call that writes, which then is made once", async () => {
    const tool = recordedTool("delete_customer");
    const { run, port, events } = round([tool]);
    const running = run([called("delete_customer", { id: 1 })]);
    await answerFirst(port, (event) => {
      expect(tool.calls).toEqual([]);
      event.answer(true);
      event.answer(true);
    });
    await running;
    expect(tool.calls).toEqual([{ id: 1 }]);
    expect(events.map(({ type }) => type)).toEqual(["approval-request", "tool-start", "tool-end"]);
  });

  test("that is not given leaves the call out, and says why", async () => {
    const tool = recordedTool("delete_customer");
    const { run, port, events, results } = round([tool]);
    const running = run([called("delete_customer")]);
    await answerFirst(port, (event) => event.answer(false));
    await running;
    expect(tool.calls).toEqual([]);
    expect(results[0]?.output).toEqual({
      type: "error-text",
      value: expect.stringContaining("the user did not approve it"),
    });
    expect(events.at(-1)).toMatchObject({
      type: "tool-denied",
      tool: "delete_customer",
      reason: results[0]?.output.value,
    });
  });

  test.each([
    ["returns a truthy value", () => "yes" as unknown as boolean],
    ["returns a number", async () => 1 as unknown as boolean],
    [
      "throws",
      () => {
        throw new Error("no database");
      },
    ],
  ] as const)("by a function that %s never lets the call run", async (_name, approve) => {
    const tool = recordedTool("delete_customer");
    const { run, results } = round([tool], { approve });
    await expect(run([called("delete_customer")])).rejects.toMatchObject({
      code: "INVALID_OPTION",
      data: { option: "approve" },
    });
    expect(tool.calls).toEqual([]);
    expect(results).toEqual([]);
  });

  test("by a function that denies is no question", async () => {
    const tool = recordedTool("delete_customer");
    const { run, events, results } = round([tool], { approve: () => false });
    await run([called("delete_customer")]);
    expect(tool.calls).toEqual([]);
    expect(events.map(({ type }) => type)).toEqual(["tool-denied"]);
    expect(String(results[0]?.output.value)).toContain("the policy of this agent");
  });

  test("is never asked for the agent's own tools", async () => {
    const seen: string[] = [];
    const { run } = round([createReadMoreTool(new ResultStore(10))], {
      approve: ({ tool }) => {
        seen.push(tool);
        return false;
      },
    });
    await run([called("read_more", { id: "r1", offset: 0 })]);
    expect(seen).toEqual([]);
  });

  test("is asked for a tool of a server that is named like the agent's own", async () => {
    const tool = { ...recordedTool("read_more"), server: "agent" };
    const { run, events, results } = round([tool], { approve: () => false });
    await run([called("read_more")]);
    expect(tool.calls).toEqual([]);
    expect(results[0]?.output.type).toBe("error-text");
    expect(events[0]).not.toHaveProperty("isOwn");
  });

  test("that comes after the end of the run does not make the call", async () => {
    const tool = recordedTool("delete_customer");
    const { run, port, controller } = round([tool]);
    const running = run([called("delete_customer")]);
    await answerFirst(port, (event) => {
      event.answer(true);
      controller.abort(reason);
    });
    await expect(running).rejects.toBe(reason);
    expect(tool.calls).toEqual([]);
  });

  test("by a function that decides after the end of the run does not make the call", async () => {
    const tool = recordedTool("delete_customer");
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const { run, controller, events } = round([tool], { approve: () => promise });
    const running = run([called("delete_customer")]);
    controller.abort(reason);
    resolve(true);
    await expect(running).rejects.toBe(reason);
    expect(tool.calls).toEqual([]);
    expect(events).toEqual([]);
  });

  test("ends with the run while the reader is slow to take the start of the call", async () => {
    const tool = recordedTool("delete_customer");
    const { run, controller } = round([tool], {
      approve: "never",
      events: new EventPort((event) => {
        if (event.type === "tool-start") controller.abort(reason);
      }),
    });
    await expect(run([called("delete_customer")])).rejects.toBe(reason);
    expect(tool.calls).toEqual([]);
  });
});

describe("several calls", () => {
  test("run at once, but no more than allowed", async () => {
    let running = 0;
    let most = 0;
    const gate: (() => void)[] = [];
    const tool = recordedTool("get_part", async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => {
        gate.push(resolve);
        if (gate.length === 2) for (const open of gate.splice(0)) open();
      });
      running -= 1;
      return { type: "text", value: "done" };
    });
    const { run, results } = round([tool], { maxParallel: 2 });
    await run(Array.from({ length: 6 }, (_, index) => called("get_part", {}, `part-${index}`)));
    expect(most).toBe(2);
    expect(results).toHaveLength(6);
  });

  test("keep the results that came before an abort, and begin no other call", async () => {
    const hanging = recordedTool("get_slow", () => new Promise(() => undefined));
    const tool = recordedTool("get_customer");
    const { run, results, controller } = round([tool, hanging], {
      maxParallel: 2,
      events: new EventPort((event) => {
        if (event.type === "tool-end") queueMicrotask(() => controller.abort(reason));
      }),
    });
    const calls = [called("get_slow"), called("get_customer"), called("get_slow", {}, "slow-2")];
    await expect(run(calls)).rejects.toBe(reason);
    expect(results.map(({ toolName }) => toolName)).toEqual(["get_customer"]);
  });

  test("do not begin after one of them has failed", async () => {
    const { promise: isOpen, resolve: open } = Promise.withResolvers<void>();
    const tool = recordedTool("get_customer", async () => {
      await isOpen;
      return { type: "text", value: "Sarah Chen" };
    });
    const write = recordedTool("delete_customer");
    const { run, results } = round([tool, write], {
      maxParallel: 2,
      approve: (call) => {
        if (call.tool === "get_customer") return true;
        queueMicrotask(open);
        throw new Error("no database");
      },
    });
    const more = called("get_customer", {}, "2");
    const running = run([called("get_customer"), called("delete_customer"), more]);
    await expect(running).rejects.toMatchObject({ code: "INVALID_OPTION" });
    expect(tool.calls).toHaveLength(1);
    expect(results.map(({ toolCallId }) => toolCallId)).toEqual(["get_customer-1"]);
  });
});
