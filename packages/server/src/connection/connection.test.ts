import type { JsonObject } from "@mortise/protocol";
import { ErrorCode, MetaKey, REVISIONS } from "@mortise/protocol";
import { expect, test } from "vitest";
import { createServer } from "../server.ts";
import { Connection } from "./connection.ts";
import type { ScriptedResponse } from "./fixture/scripted-client.ts";
import { ScriptedClient } from "./fixture/scripted-client.ts";

const server = createServer({ name: "s", version: "1", log: () => undefined })
  .tool("quick", { description: "d" }, () => "quick")
  .tool("fails", { description: "d" }, () => Promise.reject(new Error("secret")));

/** Sends raw text and returns what came back. */
async function exchange(...texts: string[]): Promise<JsonObject[]> {
  const lines: string[] = [];
  const connection = new Connection(server["~core"], (message) => lines.push(String(message)), {
    transport: "stdio",
  });
  for (const text of texts) connection.receiveText(text);
  await connection.drain();
  return lines.map((line) => JSON.parse(line) as JsonObject);
}

const request = (id: unknown, method: string, params: JsonObject = {}): string =>
  JSON.stringify({
    jsonrpc: "2.0",
    id,
    method,
    params: {
      ...params,
      _meta: { [MetaKey.protocolVersion]: "2026-07-28", [MetaKey.clientCapabilities]: {} },
    },
  });

test.each([
  ["{nope", ErrorCode.ParseError],
  ["", ErrorCode.ParseError],
  ["[]", ErrorCode.InvalidRequest],
  [`[${request(1, "tools/list")}]`, ErrorCode.InvalidRequest],
  ["7", ErrorCode.InvalidRequest],
  ["null", ErrorCode.InvalidRequest],
  ['{"id":1,"method":"ping"}', ErrorCode.InvalidRequest],
  ['{"jsonrpc":"2.0","id":null,"method":"ping"}', ErrorCode.InvalidRequest],
  ['{"jsonrpc":"2.0","id":1,"method":"tools/list"}', ErrorCode.InvalidParams],
  ['{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":7}}', ErrorCode.InvalidParams],
  ["[".repeat(100_000), ErrorCode.ParseError],
])("of %s the connection says what is wrong, and lives on", async (text, code) => {
  const [failed, answered] = await exchange(text, request(2, "tools/list"));
  expect(failed).toMatchObject({ jsonrpc: "2.0", error: { code } });
  expect(answered).toMatchObject({ id: 2, result: {} });
});

test("a version that is not served is refused with those that are", async () => {
  const meta = { [MetaKey.protocolVersion]: "2099-01-01", [MetaKey.clientCapabilities]: {} };
  const [answer] = await exchange(
    JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: { _meta: meta } }),
  );
  expect(answer).toMatchObject({
    error: {
      code: ErrorCode.UnsupportedProtocolVersion,
      data: { supported: [...REVISIONS], requested: "2099-01-01" },
    },
  });
});

test("metadata that lacks the capabilities is refused by the name of the key", async () => {
  const meta = { [MetaKey.protocolVersion]: "2026-07-28" };
  const [answer] = await exchange(
    JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: { _meta: meta } }),
  );
  expect(answer).toMatchObject({
    error: {
      code: ErrorCode.InvalidParams,
      message: expect.stringContaining(MetaKey.clientCapabilities),
    },
  });
});

test("notifications and answers that belong to nothing are let pass", async () => {
  const answers = await exchange(
    '{"jsonrpc":"2.0","method":"notifications/other"}',
    '{"jsonrpc":"2.0","method":"notifications/cancelled"}',
    '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}',
    '{"jsonrpc":"2.0","id":"server-1","result":{}}',
    '{"jsonrpc":"2.0","error":{"code":-1,"message":""}}',
  );
  expect(answers).toEqual([]);
});

test("one connection serves modern requests and a legacy session side by side", async () => {
  const client = new ScriptedClient(server, "2025-06-18");
  const modern = await client.request("tools/list", {
    _meta: { [MetaKey.protocolVersion]: "2026-07-28", [MetaKey.clientCapabilities]: {} },
  });
  expect(modern.result["resultType"]).toBe("complete");
  const legacy = await client.request("tools/list");
  expect(legacy.result).not.toHaveProperty("resultType");
  expect((await client.request("ping")).result).toEqual({});
});

test.each(REVISIONS.filter((revision) => revision < "2026"))(
  "initialize settles on %s",
  async (revision) => {
    const [answer] = await exchange(
      JSON.stringify({
        jsonrpc: "2.0",
        id: 0,
        method: "initialize",
        params: { protocolVersion: revision },
      }),
    );
    expect(answer).toMatchObject({
      id: 0,
      result: { protocolVersion: revision, serverInfo: { name: "s", version: "1" } },
    });
  },
);

test("a ping before initialize is answered, and any other request gets the missing member", async () => {
  expect(await exchange('{"jsonrpc":"2.0","id":1,"method":"ping"}')).toMatchObject([
    { result: {} },
  ]);
});

test("an id that is still in use is refused, and may be used again afterwards", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const waiting = createServer({ name: "s", version: "1" }).tool(
    "wait",
    { description: "d" },
    () => promise,
  );
  const lines: string[] = [];
  const connection = new Connection(waiting["~core"], (message) => lines.push(String(message)), {
    transport: "stdio",
  });
  connection.receiveText(request(1, "tools/call", { name: "wait" }));
  connection.receiveText(request(1, "tools/call", { name: "wait" }));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    id: 1,
    error: { code: ErrorCode.InvalidRequest },
  });
  resolve("done");
  await connection.drain();
  expect(lines).toHaveLength(2);
  connection.receiveText(request(1, "tools/list"));
  expect(lines).toHaveLength(3);
});

test("ids come back as they were sent", async () => {
  const ids = [0, -1, 2 ** 52, "", 'a"b\\c\u2028', "7"];
  const answers = await exchange(...ids.map((id) => request(id, "tools/list")));
  expect(answers.map(({ id }) => id)).toEqual(ids);
});

test("draining waits for what runs, and closing cancels it", async () => {
  const started = Promise.withResolvers<AbortSignal>();
  const hanging = createServer({ name: "s", version: "1" }).tool(
    "hang",
    { description: "d" },
    (_input, { signal }) => {
      started.resolve(signal);
      return new Promise(() => undefined);
    },
  );
  const client = new ScriptedClient(hanging);
  client.start("tools/call", { name: "hang" });
  const signal = await started.promise;
  client.connection.close();
  expect(signal.aborted).toBe(true);
  await client.connection.drain();
  expect(client.lines).toEqual([]);
});

test("requests run side by side and are answered as they finish", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const mixed = createServer({ name: "s", version: "1" })
    .tool("slow", { description: "d" }, () => promise)
    .tool("fast", { description: "d" }, async () => {
      resolve("slow");
      return "fast";
    });
  const client = new ScriptedClient(mixed);
  const slow = client.request("tools/call", { name: "slow" });
  const fast = client.request("tools/call", { name: "fast" });
  expect((await fast).result["content"]).toEqual([{ type: "text", text: "fast" }]);
  expect((await slow).result["content"]).toEqual([{ type: "text", text: "slow" }]);
});

const initialize = (protocolVersion: string): string =>
  JSON.stringify({ jsonrpc: "2.0", id: 0, method: "initialize", params: { protocolVersion } });

const batch = (...messages: readonly object[]): string =>
  JSON.stringify(messages.map((message) => ({ jsonrpc: "2.0", ...message })));

test("a client of 2025-03-26 sends batches, each of which is answered by one", async () => {
  const call = (id: number, name: string): object => ({
    id,
    method: "tools/call",
    params: { name },
  });
  const [, answers, again, ...more] = (await exchange(
    initialize("2025-03-26"),
    batch(call(1, "quick"), { method: "notifications/x" }, call(2, "fails"), call(2, "quick")),
    batch({ id: 3, method: "ping" }),
    batch({ method: "notifications/initialized" }),
  )) as unknown as JsonObject[][];
  expect([answers, again].flat()).toHaveLength(4);
  expect([answers, again]).toContainEqual([{ jsonrpc: "2.0", id: 3, result: {} }]);
  const ids = [answers, again].map((each) => each?.map(({ id }) => id).toSorted());
  expect(ids).toContainEqual([1, 2, 2]);
  expect(more).toEqual([]);
});

test.each(["2024-11-05", "2025-06-18"])("a client of %s has no batches", async (revision) => {
  const [, refused] = await exchange(initialize(revision), batch({ id: 1, method: "ping" }));
  expect(refused).toMatchObject({ error: { code: ErrorCode.InvalidRequest } });
});

test("a batch that is too long, empty or no message is refused as a whole", async () => {
  const pings = Array.from({ length: 101 }, (_, id) => ({ id, method: "ping" }));
  const [, ...refused] = await exchange(
    initialize("2025-03-26"),
    batch(...pings),
    "[]",
    "[7]",
    "[{",
  );
  expect(refused).toHaveLength(4);
  for (const each of refused) expect(each).toMatchObject({ error: { code: expect.any(Number) } });
});

test("a batch whose requests are cancelled is answered by those that are not", async () => {
  const hanging = createServer({ name: "s", version: "1" }).tool(
    "hang",
    { description: "d" },
    () => new Promise(() => undefined),
  );
  const lines: string[] = [];
  const connection = new Connection(hanging["~core"], (message) => lines.push(String(message)), {
    transport: "stdio",
  });
  connection.receiveText(initialize("2025-03-26"));
  lines.length = 0;
  connection.receiveText(
    batch(
      { id: 1, method: "tools/call", params: { name: "hang" } },
      { id: 2, method: "ping" },
      { method: "notifications/cancelled", params: { requestId: 1 } },
    ),
  );
  await connection.drain();
  expect(lines.map((line) => JSON.parse(line))).toEqual([[{ jsonrpc: "2.0", id: 2, result: {} }]]);
});

test("an error of the writer is logged, and the connection goes on", async () => {
  const messages: string[] = [];
  const log = ({ message }: { readonly message: string }): void => void messages.push(message);
  const logged = createServer({ name: "s", version: "1", log });
  const lines: string[] = [];
  let isBroken = true;
  const connection = new Connection(
    logged["~core"],
    (message) => {
      if (isBroken) throw new Error("the pipe is full");
      lines.push(String(message));
    },
    { transport: "stdio" },
  );
  connection.receiveText(request(1, "tools/list"));
  connection.receiveText("no message");
  isBroken = false;
  connection.receiveText(request(2, "tools/list"));
  await connection.drain();
  expect(messages).toContain("A message could not be received or answered");
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ id: 2, result: {} }]);
});

test("an answer that cannot be read fails the question that it names", async () => {
  const asking = createServer({ name: "s", version: "1" }).tool(
    "ask",
    { description: "d" },
    async (_input, { elicit }) =>
      elicit("name", { message: "?", schema: { type: "object", properties: {} } }),
  );
  const lines: JsonObject[] = [];
  const connection = new Connection(
    asking["~core"],
    (message) => lines.push(JSON.parse(String(message)) as JsonObject),
    { transport: "stdio" },
  );
  const params = { protocolVersion: "2025-06-18", capabilities: { elicitation: {} } };
  const call = { method: "tools/call", params: { name: "ask" } };
  for (const message of [
    { id: 0, method: "initialize", params },
    { id: 1, ...call },
    { id: "server-1", error: { code: 1, message: [[[]]] } },
  ]) {
    connection.receiveText(JSON.stringify({ jsonrpc: "2.0", ...message }));
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await connection.drain();
  expect(lines.find(({ id }) => id === 1)).toMatchObject({
    result: { isError: true, content: [{ text: expect.stringContaining("must be a string") }] },
  });
});

test("a second initialize begins anew: level and subscriptions go, calls and questions go on", async () => {
  const asked = Promise.withResolvers<void>();
  const anew = createServer({ name: "s", version: "1" })
    .resource("docs://a", {}, () => "a")
    .tool("log", { description: "d" }, (_input, { log }) => log.debug("seen"))
    .tool("ask", { description: "d" }, async (_input, { elicit }) => {
      asked.resolve();
      const schema = { type: "object", properties: { name: { type: "string" } } } as const;
      return (await elicit("name", { message: "Who?", schema })).action;
    });
  const client = new ScriptedClient(anew, "2025-11-25");
  const initialize = (name: string): Promise<ScriptedResponse> =>
    client.request("initialize", {
      protocolVersion: "2025-06-18",
      capabilities: { elicitation: {} },
      clientInfo: { name, version: "1" },
    });
  await initialize("first");
  await client.request("logging/setLevel", { level: "debug" });
  await client.request("resources/subscribe", { uri: "docs://a" });
  await client.request("tools/call", { name: "log" });
  expect(client.notifications("notifications/message")).toHaveLength(1);
  const early = client.start("tools/call", { name: "ask" });
  await asked.promise;

  expect((await initialize("second")).result).toMatchObject({ protocolVersion: "2025-06-18" });
  await client.request("tools/call", { name: "log" });
  expect(client.notifications("notifications/message")).toHaveLength(1);
  anew.resourceUpdated("docs://a");
  const late = client.start("tools/call", { name: "ask" });
  await client.until(() => client.lines.filter((each) => each.includes("elicit")).length === 2);
  expect(client.notifications("notifications/resources/updated")).toEqual([]);
  const ids = client.lines.flatMap((each) => {
    const { id, method } = JSON.parse(each) as JsonObject;
    return method === "elicitation/create" ? [id] : [];
  });
  expect(new Set(ids).size).toBe(2);
  for (const [index, action] of ["decline", "cancel"].entries()) {
    client.send({ jsonrpc: "2.0", id: ids[index], result: { action } });
  }
  expect(await early.text).toContain("decline");
  expect(await late.text).toContain("cancel");
  anew.tool("more", { description: "d" }, () => "x");
  await client.until(() => client.notifications("notifications/tools/list_changed").length > 0);
  await client.request("ping");
  expect(client.notifications("notifications/tools/list_changed")).toHaveLength(1);
});

test("a connection that stops refuses new requests, and answers what it gives up", async () => {
  const began = Promise.withResolvers<void>();
  const stopping = createServer({ name: "s", version: "1" })
    .tool("quick", { description: "d" }, () => "quick")
    .tool("hang", { description: "d" }, () => {
      began.resolve();
      return new Promise(() => undefined);
    });
  const client = new ScriptedClient(stopping);
  const hanging = client.request("tools/call", { name: "hang" });
  await began.promise;
  client.connection.stop();
  const refused = await client.request("tools/call", { name: "quick" });
  expect(refused.error).toMatchObject({ message: "The server is closing; try again" });
  client.connection.abandon();
  expect((await hanging).error).toMatchObject({
    code: ErrorCode.InternalError,
    message: expect.stringContaining("stopped before it had answered"),
  });
  await client.connection.drain();
});
