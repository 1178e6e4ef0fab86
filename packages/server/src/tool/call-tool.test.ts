import { MortiseError, ProtocolError, ToolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { ServerEvent } from "../log/mask.ts";
import { createServer } from "../server.ts";
import { call, text } from "./fixture/call-once.ts";

const cycle: Record<string, unknown> = {};
cycle["self"] = cycle;

test("a ToolError is read by the model word for word, with its code and data", async () => {
  const { result: failed, events } = await call(() => {
    throw new ToolError("No customer C-9", {
      code: "not_found",
      retryAfterMs: 10,
      data: { id: "C-9" },
      cause: new Error("password=hunter2"),
    });
  });
  const shown = { error: "No customer C-9", code: "not_found", retryAfterMs: 10, id: "C-9" };
  expect(failed).toMatchObject({ isError: true, structuredContent: shown });
  expect(JSON.parse(String(failed.content[0]?.["text"]))).toEqual(shown);
  expect(JSON.stringify(failed)).not.toContain("hunter2");
  expect(events).toEqual([]);
});

test("a ToolError whose data is no JSON keeps its message", async () => {
  const { result: failed } = await call(() => {
    throw new ToolError("Broken", { code: "x", data: cycle });
  });
  expect(JSON.parse(String(failed.content[0]?.["text"]))).toEqual({ error: "Broken", code: "x" });
});

class Unprintable extends Error {
  override get message(): string {
    return "secret: hunter2";
  }
}

test.each([
  [
    "throws",
    () => {
      throw new Error("secret: hunter2");
    },
  ],
  ["rejects", () => Promise.reject(new Error("secret: hunter2"))],
  [
    "throws text",
    () => {
      throw "secret: hunter2";
    },
  ],
  [
    "throws an object without a prototype",
    () => {
      throw Object.create(null);
    },
  ],
  [
    "throws nothing",
    () => {
      throw undefined;
    },
  ],
  [
    "throws an error of its own class",
    () => {
      throw new Unprintable();
    },
  ],
  [
    "is aborted by a signal of its own",
    () => {
      throw new MortiseError("ABORTED", "secret: hunter2");
    },
  ],
  [
    "rejects with its own abort",
    () => Promise.reject(new DOMException("secret: hunter2", "AbortError")),
  ],
])("when a handler %s, the model reads an id and the log the error", async (_what, handler) => {
  const { result: failed, events, client } = await call(handler);
  const shown = JSON.parse(String(failed.content[0]?.["text"])) as { error: string; code: string };
  const id = /^internal error \(([0-9a-f]{8})\)$/.exec(shown.error)?.[1];
  expect(id).toBeDefined();
  expect(shown.code).toBe("internal");
  expect(failed["isError"]).toBe(true);
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    level: "error",
    id,
    message: expect.stringContaining(`tool t failed (${id})`),
  });
  expect(events[0]).toHaveProperty("error");
  expect(client.lines.join()).not.toMatch(/hunter2|call-tool\.test|\bat /);
});

test("a ProtocolError is the answer to the request", async () => {
  const server = createServer({ name: "s", version: "1" }).tool("t", { description: "d" }, () => {
    throw new ProtocolError(-32099, "Custom", { data: { a: 1 } });
  });
  const { error } = await new ScriptedClient(server).request("tools/call", { name: "t" });
  expect(error).toEqual({ code: -32099, message: "Custom", data: { a: 1 } });
});

test("repaired arguments reach the handler and are reported in _meta and ctx", async () => {
  const seen: unknown[] = [];
  const { result: sent } = await call(
    (input, context) => {
      seen.push(input, context.request.repairs);
      return "ok";
    },
    { definition: { input: z.object({ n: z.number() }) }, input: { n: "5" } },
  );
  const repairs = [{ path: "n", from: "5", to: 5 }];
  expect(seen).toEqual([{ n: 5 }, repairs]);
  expect(sent["_meta"]).toMatchObject({ "dev.mortise/repaired": repairs });
});

test.each([
  ["missing", {}, "n"],
  ["of another type", { n: true }, "n"],
  ["repaired in vain", { n: "5", m: true }, "m"],
])(
  "arguments that are %s are refused by name, in a way the model can read",
  async (_what, input, path) => {
    let calls = 0;
    const { result: failed } = await call(
      () => {
        calls += 1;
      },
      { definition: { input: z.object({ n: z.number(), m: z.number().optional() }) }, input },
    );
    expect(calls).toBe(0);
    expect(failed["isError"]).toBe(true);
    expect(JSON.parse(String(failed.content[0]?.["text"]))).toMatchObject({
      code: "invalid_arguments",
      error: expect.stringMatching(new RegExp(`^Invalid arguments for t: ${path}: `)),
      issues: [{ path }],
    });
  },
);

test("a schema that validates asynchronously is waited for, also after a repair", async () => {
  const input = z.object({
    n: z.number().refine((n) => Promise.resolve(n > 0), "must be positive"),
  });
  const good = await call((given) => `got ${(given as { n: number }).n}`, {
    definition: { input },
    input: { n: "5" },
  });
  expect(good.result.content).toEqual([text("got 5")]);
  const bad = await call(() => "never", { definition: { input }, input: { n: -1 } });
  expect(bad.result.content[0]?.["text"]).toContain("n: must be positive");
});

test("a tool without arguments takes whatever is sent for nothing", async () => {
  for (const input of [{}, { extra: 1 }]) {
    const seen: unknown[] = [];
    await call((given) => void seen.push(given), { input });
    expect(seen).toEqual([{}]);
  }
});

test("a handler that hangs has its signal aborted and ends in an error that names the limit", async () => {
  const reasons: unknown[] = [];
  const { result: failed } = await call(
    (_input, { signal }) => {
      signal.addEventListener("abort", () => reasons.push(signal.reason));
      return new Promise(() => undefined);
    },
    { definition: { timeout: 20 } },
  );
  expect(JSON.parse(String(failed.content[0]?.["text"]))).toEqual({
    error: "Tool t did not finish within 0.02 s",
    code: "timeout",
  });
  expect(reasons).toEqual([expect.objectContaining({ code: "timeout" })]);
});

test("the server's timeout holds for tools without one of their own", async () => {
  const server = createServer({ name: "s", version: "1", timeout: 20 })
    .tool("slow", { description: "d" }, () => new Promise(() => undefined))
    .tool("own", { description: "d", timeout: "1h" }, async () => {
      await new ScriptedClient(server).request("tools/call", { name: "slow" });
      return "outlived it";
    });
  const { result: own } = await new ScriptedClient(server).request("tools/call", { name: "own" });
  expect(own["content"]).toEqual([text("outlived it")]);
});

test("a cancelled call aborts its signal, gets no answer, and the next call does", async () => {
  let started = Promise.withResolvers<AbortSignal>();
  const events: ServerEvent[] = [];
  const server = createServer({ name: "s", version: "1", log: (event) => events.push(event) })
    .tool("hang", { description: "d" }, (_input, { signal }) => {
      started.resolve(signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
      });
    })
    .tool("quick", { description: "d" }, () => "quick");
  for (const revision of ["2026-07-28", "2025-11-25"] as const) {
    started = Promise.withResolvers();
    const client = new ScriptedClient(server, revision);
    const { id } = client.start("tools/call", { name: "hang" });
    const signal = await started.promise;
    client.notify("notifications/cancelled", { requestId: id, reason: "changed my mind" });
    expect(signal.aborted).toBe(true);
    expect((signal.reason as Error).message).toContain("changed my mind");
    const { result: quick } = await client.request("tools/call", { name: "quick" });
    expect(quick["content"]).toEqual([text("quick")]);
    expect(client.lines.filter((line) => line.includes(`"id":${id},`))).toEqual([]);
  }
  expect(events).toEqual([]);
});

test("where a tool takes arguments of any name, none is called unknown", async () => {
  const definition = { input: z.looseObject({ id: z.string() }) };
  const { result: refused } = await call(() => "", { definition, input: { note: "x" } });
  expect(refused.content[0]?.["text"]).toContain("id: ");
  expect(refused.content[0]?.["text"]).not.toContain("no such argument");
});

test("a boolean reaches a schema that reads booleans out of texts", async () => {
  const definition = { input: z.object({ isBrief: z.stringbool() }) };
  const { result } = await call((input) => input, { definition, input: { isBrief: true } });
  expect(result).toMatchObject({
    structuredContent: { isBrief: true },
    _meta: { "dev.mortise/repaired": [{ path: "isBrief", from: true, to: "true" }] },
  });
});
