import type { JsonObject } from "@mortise/protocol";
import { ErrorCode, LOGGING_LEVELS, MetaKey } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { createServer } from "../server.ts";
import type { RequestContext } from "./context.ts";

function serverOf(run: (context: RequestContext) => unknown) {
  return createServer({ name: "s", version: "1", log: () => undefined }).tool(
    "t",
    { description: "d" },
    async (_input, context) => {
      await run(context);
      return "done";
    },
  );
}

const callWith = (meta: JsonObject): JsonObject => ({ name: "t", _meta: meta });

test("progress only grows, comes before the answer, and only with a token", async () => {
  const server = serverOf((context) => {
    for (const done of [1, 2, 2, 1, Number.NaN, 2.5]) context.progress(done, 3, `at ${done}`);
    context.progress(3);
  });
  for (const revision of ["2026-07-28", "2025-11-25"] as const) {
    const client = new ScriptedClient(server, revision);
    await client.request("tools/call", { name: "t" });
    expect(client.notifications("notifications/progress")).toEqual([]);
    await client.request("tools/call", callWith({ progressToken: "p" }));
    expect(client.notifications("notifications/progress")).toEqual([
      { progressToken: "p", progress: 1, total: 3, message: "at 1" },
      { progressToken: "p", progress: 2, total: 3, message: "at 2" },
      { progressToken: "p", progress: 2.5, total: 3, message: "at 2.5" },
      { progressToken: "p", progress: 3 },
    ]);
    expect(client.lines.at(-1)).toContain("result");
  }
});

test("nothing is sent for a request that has been answered or given up", async () => {
  let late: RequestContext | undefined;
  const { promise, resolve } = Promise.withResolvers<void>();
  const server = createServer({ name: "s", version: "1" }).tool(
    "t",
    { description: "d", timeout: 20 },
    (_input, context) => {
      late = context;
      return promise;
    },
  );
  const client = new ScriptedClient(server);
  const meta = { progressToken: "p", [MetaKey.logLevel]: "debug" };
  await client.request("tools/call", callWith(meta));
  const before = client.lines.length;
  late?.progress(1);
  late?.log.error("too late");
  resolve();
  expect(client.lines).toHaveLength(before);
});

const LOG_ALL = (context: RequestContext): void => {
  for (const level of LOGGING_LEVELS) context.log[level]({ level }, "db");
};

test("a modern caller gets the log lines it asked for in the request, and none otherwise", async () => {
  const client = new ScriptedClient(serverOf(LOG_ALL));
  await client.request("tools/call", { name: "t" });
  expect(client.notifications("notifications/message")).toEqual([]);
  await client.request("tools/call", callWith({ [MetaKey.logLevel]: "error" }));
  expect(client.notifications("notifications/message").map(({ level }) => level)).toEqual([
    "error",
    "critical",
    "alert",
    "emergency",
  ]);
  expect(client.notifications("notifications/message")[0]).toEqual({
    level: "error",
    logger: "db",
    data: { level: "error" },
  });
});

test("a legacy session gets log lines from info on until it sets a level", async () => {
  const client = new ScriptedClient(serverOf(LOG_ALL), "2025-11-25");
  await client.request("tools/call", { name: "t" });
  expect(client.notifications("notifications/message")[0]?.["level"]).toBe("info");
  expect(await client.request("logging/setLevel", { level: "alert" })).toMatchObject({
    result: {},
  });
  const before = client.notifications("notifications/message").length;
  await client.request("tools/call", { name: "t" });
  expect(client.notifications("notifications/message").slice(before)).toHaveLength(2);
});

test.each(["loud", "", null, 3, undefined])(
  "the level %j is refused in both eras",
  async (level) => {
    const server = serverOf(LOG_ALL);
    const legacy = await new ScriptedClient(server, "2025-11-25").request("logging/setLevel", {
      level,
    });
    expect(legacy.error.code).toBe(ErrorCode.InvalidParams);
    if (level === undefined) return;
    const modern = await new ScriptedClient(server).request("tools/list", {
      _meta: { [MetaKey.logLevel]: level },
    });
    expect(modern.error.code).toBe(ErrorCode.InvalidParams);
  },
);

test("a log line that is no JSON is replaced, and the handler goes on", async () => {
  const cycle: Record<string, unknown> = {};
  cycle["self"] = cycle;
  const server = serverOf((context) => {
    const logged = [cycle, 1n, { at: Promise.reject(new Error("late")) }, new Response("x")];
    for (const data of logged) context.log.info(data);
    const written = [undefined, new Date(0), new Map([["a", 1]]), new TypeError("too long")];
    for (const data of written) context.log.info(data);
  });
  const client = new ScriptedClient(server);
  const { result } = await client.request("tools/call", callWith({ [MetaKey.logLevel]: "info" }));
  expect(result["content"]).toEqual([{ type: "text", text: "done" }]);
  expect(client.notifications("notifications/message").map(({ data }) => data)).toEqual([
    "(the logged data is not JSON: self leads back to an object that it stands in, a cycle)",
    "(the logged data is not JSON: it is a BigInt, which JSON cannot hold; return String(it))",
    "(the logged data is not JSON: a promise is inside; await it first)",
    expect.stringContaining("it is a Response"),
    null,
    "1970-01-01T00:00:00.000Z",
    { a: 1 },
    { name: "TypeError", message: "too long" },
  ]);
});

test("a handler knows the request it answers and its client", async () => {
  const seen: unknown[] = [];
  const server = serverOf(({ request, client }) => {
    seen.push(request, client.info);
  });
  await new ScriptedClient(server).request("tools/call", callWith({ "example.com/a": 1 }));
  expect(seen).toEqual([
    {
      id: 1,
      method: "tools/call",
      name: "t",
      revision: "2026-07-28",
      meta: expect.objectContaining({ "example.com/a": 1 }),
      repairs: [],
    },
    { name: "scripted", version: "1" },
  ]);
});

test("fetch ends with the request, and with a signal of its own", async () => {
  const reasons: unknown[] = [];
  // Nothing is sent: both signals have been aborted before.
  const server = createServer({ name: "s", version: "1" }).tool(
    "t",
    { description: "d", timeout: 20 },
    async (_input, { fetch, signal }) => {
      const own = AbortSignal.abort(new Error("own"));
      reasons.push(
        await fetch("http://127.0.0.1:9/", { signal: own }).catch((error: unknown) => error),
      );
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      reasons.push(await fetch("http://127.0.0.1:9/").catch((error: unknown) => error));
      ended.resolve();
    },
  );
  const ended = Promise.withResolvers<void>();
  await new ScriptedClient(server).request("tools/call", { name: "t" });
  await ended.promise;
  expect(reasons).toEqual([
    expect.objectContaining({ message: "own" }),
    expect.objectContaining({ code: "timeout" }),
  ]);
});

test("a handler may take what it needs out of its context", async () => {
  const server = serverOf(async ({ progress, log, step, signal, fetch }) => {
    progress(await step("one", () => 1));
    log.info(typeof fetch);
    signal.throwIfAborted();
  });
  const client = new ScriptedClient(server);
  const meta = { progressToken: "p", [MetaKey.logLevel]: "info" };
  const { result } = await client.request("tools/call", callWith(meta));
  expect(result["content"]).toEqual([{ type: "text", text: "done" }]);
  expect(client.notifications("notifications/progress")).toMatchObject([{ progress: 1 }]);
  expect(client.notifications("notifications/message")).toMatchObject([{ data: "function" }]);
});
