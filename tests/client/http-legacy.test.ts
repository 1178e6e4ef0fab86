import { once } from "node:events";
import { connect } from "@mortise/node";
import { MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { ScriptedExchange, ScriptedHttp } from "../fixture/server/scripted-http.ts";
import { startScriptedHttp } from "../fixture/server/scripted-http.ts";

interface LegacyScript {
  readonly session?: string;
  readonly call?: (exchange: ScriptedExchange) => unknown;
  readonly get?: (exchange: ScriptedExchange) => unknown;
  /** Takes the client's answers to questions. */
  readonly reply?: (message: ScriptedExchange["message"]) => void;
}

const done = (exchange: ScriptedExchange, text: string): object => ({
  jsonrpc: "2.0",
  id: exchange.message.id,
  result: { content: [{ type: "text", text }] },
});

/** A legacy server: the handshake is answered, calls, GET and replies are the test's. */
function start(script: LegacyScript): Promise<ScriptedHttp> {
  return startScriptedHttp(async (exchange) => {
    const { method, message } = exchange;
    if (method === "GET") return void (await (script.get ?? (({ plain }) => plain(405)))(exchange));
    if (method === "DELETE") return exchange.plain(200);
    if (message.method === "server/discover") return exchange.plain(400);
    if (message.method === "initialize") {
      const headers = script.session === undefined ? {} : { "mcp-session-id": script.session };
      return exchange.result(
        { protocolVersion: "2025-11-25", capabilities: { logging: {} }, serverInfo: { name: "x" } },
        headers,
      );
    }
    if (message.method === "tools/call") return void (await script.call?.(exchange));
    if (message.method === undefined) script.reply?.(message);
    else if (message.method === "ping" || message.method.includes("/")) {
      return message.id === undefined ? exchange.plain(202) : exchange.result({});
    }
    exchange.plain(202);
  });
}

test("the session and the revision are named in every request, and the session is ended", async () => {
  const seen: unknown[] = [];
  const note = ({ method, headers }: ScriptedExchange): void =>
    void seen.push([method, headers["mcp-session-id"], headers["mcp-protocol-version"]]);
  await using server = await start({
    session: "s-1",
    call: (exchange) => {
      note(exchange);
      exchange.result({ content: [] });
    },
    get: (exchange) => {
      note(exchange);
      exchange.plain(400);
    },
  });
  const client = await connect(server.url);
  await client.callTool("x");
  await client.close();
  expect(seen).toEqual([
    ["GET", "s-1", "2025-11-25"],
    ["POST", "s-1", "2025-11-25"],
  ]);
  expect(server.log.at(-1)).toBe("DELETE");
});

test("an ended session is begun again once; a second end is an error", async () => {
  let calls = 0;
  await using server = await start({
    session: "s-1",
    call: (exchange) => {
      calls += 1;
      if (calls === 2) exchange.result({ content: [{ type: "text", text: "again" }] });
      else exchange.plain(404);
    },
  });
  await using client = await connect(server.url);
  expect((await client.callTool("x")).text).toBe("again");
  await expect(client.callTool("x")).rejects.toMatchObject({
    code: "HTTP_ERROR",
    data: { sessionEnded: true },
  });
});

test("calls that meet the end of a session together begin one new session", async () => {
  let current = 1;
  await using server = await startScriptedHttp((exchange) => {
    const { message, method, headers } = exchange;
    if (method !== "POST") return exchange.plain(405);
    if (message.method === "server/discover") return exchange.plain(400);
    if (message.method === "initialize") {
      const result = { protocolVersion: "2025-11-25", capabilities: {}, serverInfo: { name: "x" } };
      return exchange.result(result, { "mcp-session-id": `s-${current}` });
    }
    if (headers["mcp-session-id"] !== `s-${current}`) return exchange.plain(404);
    if (message.id === undefined) return exchange.plain(202);
    exchange.result({ content: [] });
  });
  await using client = await connect(server.url);
  current = 2;
  await Promise.all(Array.from({ length: 8 }, () => client.callTool("x")));
  expect(server.log.filter((line) => line === "POST initialize")).toHaveLength(2);
});

test.each(["ends", "breaks"])(
  "a response stream that %s early is resumed after the last event",
  async (how) => {
    let call: ScriptedExchange | undefined;
    const resumed: unknown[] = [];
    await using server = await start({
      call: async (exchange) => {
        call = exchange;
        const write = exchange.stream();
        write({ id: "e-1", retry: 5 });
        await new Promise((resolve) => exchange.response.write(": flushed\n\n", resolve));
        if (how === "ends") exchange.response.end();
        else exchange.response.destroy();
      },
      get: (exchange) => {
        const last = exchange.headers["last-event-id"];
        if (last === undefined || call === undefined) return exchange.plain(405);
        resumed.push(last);
        if (resumed.length === 1) return exchange.plain(503);
        exchange.stream()({ id: "e-2", data: done(call, "here it is") });
        exchange.response.end();
      },
    });
    await using client = await connect(server.url);
    expect((await client.callTool("x")).text).toBe("here it is");
    expect(resumed).toEqual(["e-1", "e-1"]);
  },
);

test("a response stream without event ids cannot be resumed, and fails the call", async () => {
  await using server = await start({
    call: (exchange) => {
      exchange.stream()({});
      exchange.response.end();
    },
  });
  await using client = await connect(server.url);
  await expect(client.callTool("x")).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
});

test("a question on the response stream is answered by POST", async () => {
  const answered = Promise.withResolvers<unknown>();
  await using server = await start({
    call: async (exchange) => {
      const write = exchange.stream();
      const params = { message: "Name?", requestedSchema: { type: "object", properties: {} } };
      write({ data: { jsonrpc: "2.0", id: "q-1", method: "elicitation/create", params } });
      await answered.promise;
      write({ data: done(exchange, "thanks") });
      exchange.response.end();
    },
    reply: answered.resolve,
  });
  await using client = await connect(server.url, { elicit: async () => ({ action: "decline" }) });
  expect((await client.callTool("ask")).text).toBe("thanks");
  expect(await answered.promise).toEqual({
    jsonrpc: "2.0",
    id: "q-1",
    result: { action: "decline" },
  });
});

test("a question without a handler, and a handler that fails, are answered with errors", async () => {
  const answers: unknown[] = [];
  const both = Promise.withResolvers<void>();
  await using server = await start({
    get: (exchange) => {
      const write = exchange.stream();
      write({ data: { jsonrpc: "2.0", id: 1, method: "roots/list" } });
      write({
        data: {
          jsonrpc: "2.0",
          id: 2,
          method: "elicitation/create",
          params: { message: "Which?", requestedSchema: { type: "object", properties: {} } },
        },
      });
    },
    reply: (message) => {
      answers.push(message);
      if (answers.length === 2) both.resolve();
    },
  });
  const warnings: string[] = [];
  await using _client = await connect(server.url, {
    // An error of ours, such as of a client that the handler uses, is the handler's all the same.
    elicit: () => Promise.reject(new MortiseError("CLOSED", "password: hunter2")),
    onWarning: (message) => warnings.push(message),
  });
  await both.promise;
  expect(answers).toContainEqual(
    expect.objectContaining({ id: 1, error: expect.objectContaining({ code: -32601 }) }),
  );
  expect(answers).toContainEqual(
    expect.objectContaining({ id: 2, error: expect.objectContaining({ code: -32603 }) }),
  );
  expect(JSON.stringify(answers)).not.toContain("hunter2");
  expect(warnings.join()).toContain("hunter2");
});

test("a question whose parts have wrong types is refused as such, not as a method without an answer", async () => {
  const refused = Promise.withResolvers<unknown>();
  await using server = await start({
    get: (exchange) => {
      const write = exchange.stream();
      write({
        data: { jsonrpc: "2.0", id: 1, method: "elicitation/create", params: { message: 5 } },
      });
    },
    reply: (message) => refused.resolve(message),
  });
  await using _client = await connect(server.url, {
    elicit: () => Promise.reject(new Error("no such question")),
    onWarning: () => undefined,
  });
  expect(await refused.promise).toMatchObject({ id: 1, error: { code: -32602 } });
});

test("aborting a call sends a notification to the server", async () => {
  const started = Promise.withResolvers<void>();
  await using server = await start({
    call: (exchange) => {
      exchange.stream()({});
      started.resolve();
    },
  });
  await using client = await connect(server.url);
  const controller = new AbortController();
  const call = client.callTool("slow", {}, { signal: controller.signal });
  await started.promise;
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: "ABORTED" });
  await expect.poll(() => server.log.at(-1)).toBe("POST notifications/cancelled");
});

test("changes on the standalone stream reach callbacks and listeners, and it is opened again", async () => {
  let streams = 0;
  await using server = await start({
    get: async (exchange) => {
      streams += 1;
      const write = exchange.stream();
      const uri = `file:///${streams}`;
      const method = "notifications/resources/updated";
      write({ id: `g-${streams}`, retry: 1, data: { jsonrpc: "2.0", method, params: { uri } } });
      if (streams === 1) exchange.response.end();
      else await once(exchange.response, "close");
    },
  });
  const updated: string[] = [];
  await using client = await connect(server.url, { onResourceUpdated: (uri) => updated.push(uri) });
  await expect.poll(() => updated.at(-1)).toBe("file:///2");
  await client.ping();
});

test("an event that the server knows no more is forgotten, and the standalone stream begun anew", async () => {
  const asked: unknown[] = [];
  await using server = await start({
    get: async (exchange) => {
      asked.push(exchange.headers["last-event-id"]);
      if (asked.length === 2) return exchange.plain(400);
      const write = exchange.stream();
      write({ id: `g-${asked.length}`, retry: 1 });
      if (asked.length === 1) exchange.response.end();
      else await once(exchange.response, "close");
    },
  });
  await using client = await connect(server.url);
  await expect.poll(() => asked).toEqual([undefined, "g-1", undefined]);
  await client.ping();
});

test("a standalone stream that cannot be opened again ends in a warning, and the next request tries again", async () => {
  let streams = 0;
  let isUp = true;
  await using server = await start({
    get: async (exchange) => {
      if (!isUp) return exchange.plain(502);
      streams += 1;
      isUp = streams > 1;
      const write = exchange.stream();
      write({ id: `g-${streams}`, retry: 1 });
      if (streams === 1) exchange.response.end();
      else await once(exchange.response, "close");
    },
  });
  const warnings: string[] = [];
  await using client = await connect(server.url, { onWarning: (text) => warnings.push(text) });
  await expect
    .poll(() => warnings)
    .toEqual([expect.stringMatching(/failed 5 times \(it was answered 502\)/)]);
  isUp = true;
  expect(streams).toBe(1);
  await client.ping();
  await expect.poll(() => streams).toBe(2);
});

test("a resource is subscribed to once for all its listeners, until the last one ends", async () => {
  await using server = await start({ get: (exchange) => void exchange.stream() });
  await using client = await connect(server.url);
  const filter = { resourceSubscriptions: ["file:///a"] };
  const listening = [client.listen(filter), client.listen(filter)].map(async (changes) => {
    const acknowledged = changes.next();
    return { changes, acknowledged };
  });
  const both = await Promise.all(listening);
  await expect
    .poll(() => server.log.filter((line) => line === "POST resources/subscribe").length)
    .toBe(2);
  await client.close();
  expect(await Promise.all(both.map(({ acknowledged }) => acknowledged))).toEqual([
    { done: true, value: undefined },
    { done: true, value: undefined },
  ]);
});

test("a log level is set on the session, and set again on the next one", async () => {
  let calls = 0;
  await using server = await start({
    session: "s",
    call: (exchange) => {
      calls += 1;
      if (calls === 1) exchange.plain(404);
      else exchange.result({ content: [] });
    },
  });
  await using client = await connect(server.url);
  await client.setLogLevel("warning");
  await client.callTool("x");
  await expect
    .poll(() => server.log.filter((line) => line === "POST logging/setLevel").length)
    .toBe(2);
});
