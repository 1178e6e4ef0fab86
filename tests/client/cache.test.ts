import type { Client, ConnectOptions } from "@mortise/client";
import { connect, listen } from "@mortise/node";
import type { JsonObject } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import { expect, test } from "vitest";
import type { ScriptedExchange, ScriptedHttp } from "../fixture/server/scripted-http.ts";
import { startScriptedHttp } from "../fixture/server/scripted-http.ts";

const DISCOVERED = {
  resultType: "complete",
  supportedVersions: ["2026-07-28"],
  capabilities: { tools: { listChanged: true }, resources: {}, prompts: {} },
  ttlMs: 1000,
};

/** A modern server whose results the test writes; `undefined` leaves the answer to the test. */
async function start(
  script: (exchange: ScriptedExchange) => JsonObject | undefined,
  options: ConnectOptions = {},
): Promise<{ server: ScriptedHttp; client: Client; clock: { now: number } } & AsyncDisposable> {
  const clock = { now: 0 };
  const server = await startScriptedHttp((exchange) => {
    if (exchange.message.method === "server/discover") return exchange.result(DISCOVERED);
    const result = script(exchange);
    if (result !== undefined) exchange.result({ resultType: "complete", ...result });
  });
  const client = await connect(server.url, {
    clock: { ...systemClock, monotonic: () => clock.now },
    ...options,
  });
  const close = async (): Promise<void> => {
    await client.close();
    await server[Symbol.asyncDispose]();
  };
  return { server, client, clock, [Symbol.asyncDispose]: close };
}

const sent = (server: ScriptedHttp, method: string): number =>
  server.log.filter((line) => line === `POST ${method}`).length;

const tool = (name: string): JsonObject => ({ name, inputSchema: { type: "object" } });

test("lists and resources are asked for again when they are no longer fresh", async () => {
  await using scene = await start(({ message: { method } }) => {
    const items = { tools: [], prompts: [], resources: [], resourceTemplates: [], contents: [] };
    return method === "tools/list" ? { tools: [tool("x")], ttlMs: 10 } : { ...items, ttlMs: 10 };
  });
  const { client, server, clock } = scene;
  const askAll = async (): Promise<void> => {
    await client.listTools();
    await client.listPrompts();
    await client.listResources();
    await client.listResourceTemplates();
    await client.readResource("a://1");
  };
  await askAll();
  const once = [...server.log];
  clock.now = 9;
  await askAll();
  expect(server.log).toEqual(once);
  clock.now = 10;
  await askAll();
  expect(server.log).toEqual([...once, ...once.slice(1)]);
});

test("server/discover is kept too, but a ping always asks", async () => {
  await using scene = await start(() => ({}));
  const { client, server, clock } = scene;
  await client.request("server/discover");
  await client.request("server/discover");
  expect(sent(server, "server/discover")).toBe(2);
  await client.ping();
  await client.ping();
  expect(sent(server, "server/discover")).toBe(4);
  clock.now = 1000;
  await client.request("server/discover");
  expect(sent(server, "server/discover")).toBe(5);
});

test("each page has a freshness of its own", async () => {
  const cursors: unknown[] = [];
  await using scene = await start(({ message }) => {
    const cursor = message.params?.["cursor"];
    cursors.push(cursor);
    return cursor === undefined
      ? { tools: [tool("a")], nextCursor: "2", ttlMs: 100 }
      : { tools: [tool("b")], ttlMs: 10 };
  });
  const { client, clock } = scene;
  const names = async (): Promise<string[]> => (await client.listTools()).map(({ name }) => name);
  expect(await names()).toEqual(["a", "b"]);
  clock.now = 50;
  expect(await names()).toEqual(["a", "b"]);
  expect(cursors).toEqual([undefined, "2", "2"]);
});

test("a cursor that is no longer valid sends the client back to the first page", async () => {
  let generation = "old";
  await using scene = await start((exchange) => {
    const cursor = exchange.message.params?.["cursor"];
    if (cursor === undefined) {
      return { tools: [tool(generation)], nextCursor: generation, ttlMs: 100 };
    }
    if (cursor === generation) return { tools: [], ttlMs: 0 };
    return void exchange.error(400, -32602, "Unknown cursor");
  });
  const { client, server } = scene;
  await client.listTools();
  generation = "new";
  expect((await client.listTools()).map(({ name }) => name)).toEqual(["new"]);
  expect(sent(server, "tools/list")).toBe(5);
});

test("the cache can be passed by, or left out", async () => {
  const script = (): JsonObject => ({ tools: [], ttlMs: 1000 });
  await using kept = await start(script);
  await kept.client.listTools();
  await kept.client.listTools({ fresh: true });
  expect(sent(kept.server, "tools/list")).toBe(2);
  await using none = await start(script, { cache: false });
  await none.client.listTools();
  await none.client.listTools();
  expect(sent(none.server, "tools/list")).toBe(2);
  await expect(connect(none.server.url, { cache: { maxBytes: -1 } })).rejects.toMatchObject({
    code: "INVALID_OPTION",
  });
});

test("callers of the same moment share a request, and one that cancels fails alone", async () => {
  const reached = Promise.withResolvers<ScriptedExchange>();
  await using scene = await start((exchange) => void reached.resolve(exchange));
  const { client, server } = scene;
  const hasty = new AbortController();
  const first = client.listTools({ signal: hasty.signal });
  const second = client.listTools();
  const exchange = await reached.promise;
  hasty.abort();
  await expect(first).rejects.toMatchObject({ code: "ABORTED" });
  exchange.result({ resultType: "complete", tools: [tool("x")], ttlMs: 1000 });
  expect(await second).toHaveLength(1);
  expect(await client.listTools()).toHaveLength(1);
  expect(sent(server, "tools/list")).toBe(1);
});

test("a refused call suggests that the list it was made from is stale", async () => {
  await using scene = await start((exchange) => {
    if (exchange.message.method === "tools/list") return { tools: [tool("x")], ttlMs: 1000 };
    return void exchange.error(400, -32602, "Unknown tool");
  });
  const { client, server } = scene;
  await client.listTools();
  await expect(client.callTool("x")).rejects.toMatchObject({ code: -32602 });
  await client.listTools();
  expect(sent(server, "tools/list")).toBe(2);
});

test("an error is not kept, nor what took input, nor what a closed client would be given", async () => {
  let failing = true;
  await using scene = await start(
    (exchange) => {
      const { method, params } = exchange.message;
      if (method === "tools/list") {
        if (failing) return void exchange.error(400, -32603, "Not now");
        return { tools: [], ttlMs: 1000 };
      }
      if (params?.["inputResponses"] !== undefined) return { contents: [], ttlMs: 1000 };
      const inputRequests = { roots: { method: "roots/list" } };
      return { resultType: "input_required", inputRequests, ttlMs: 1000 };
    },
    { roots: () => [] },
  );
  const { client, server } = scene;
  await expect(client.listTools()).rejects.toMatchObject({ code: -32603 });
  failing = false;
  expect(await client.listTools()).toEqual([]);
  await client.readResource("a://1");
  await client.readResource("a://1");
  expect(sent(server, "resources/read")).toBe(4);
  const answered = { uri: "a://1", inputResponses: {} };
  await client.request("resources/read", answered);
  await client.request("resources/read", answered);
  expect(sent(server, "resources/read")).toBe(6);
  await client.close();
  await expect(client.listTools()).rejects.toMatchObject({ code: "CLOSED" });
});

test("a callback for a change reads the new state, also after a lost subscription", async () => {
  const streams: ScriptedExchange[] = [];
  const opened = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const changed = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let calls = 0;
  await using scene = await start(
    (exchange) => {
      const { method, id } = exchange.message;
      if (method === "tools/list") return { tools: [], ttlMs: 1000 };
      const write = exchange.stream();
      write({
        data: {
          jsonrpc: "2.0",
          method: "notifications/subscriptions/acknowledged",
          params: {
            notifications: { toolsListChanged: true },
            _meta: { "io.modelcontextprotocol/subscriptionId": id },
          },
        },
      });
      streams.push(exchange);
      opened[streams.length - 1]?.resolve();
    },
    {
      onToolsChanged: () => {
        changed[calls]?.resolve();
        calls += 1;
      },
    },
  );
  const { client, server } = scene;
  await opened[0]?.promise;
  await client.listTools();
  await client.listTools();
  expect(sent(server, "tools/list")).toBe(1);
  const { id } = streams[0]?.message ?? {};
  const notification = {
    jsonrpc: "2.0",
    method: "notifications/tools/list_changed",
    params: { _meta: { "io.modelcontextprotocol/subscriptionId": id } },
  };
  streams[0]?.response.write(`data: ${JSON.stringify(notification)}\n\n`);
  await changed[0]?.promise;
  await client.listTools();
  expect(sent(server, "tools/list")).toBe(2);
  streams[0]?.response.destroy();
  await opened[1]?.promise;
  await changed[1]?.promise;
  await client.listTools();
  expect(sent(server, "tools/list")).toBe(3);
});

test("with a server of our own, what changed is read anew and the rest is kept", async () => {
  let reads = 0;
  const server = createServer({ name: "own", version: "1.0.0" });
  server.resource("a://1", { description: "Counts", cache: { ttl: "1h" } }, () => {
    reads += 1;
    return String(reads);
  });
  const listening = await listen(server, { port: 0 });
  await using client = await connect(listening.url);
  const acknowledged = Promise.withResolvers<void>();
  const changes = client.listen(
    { resourceSubscriptions: ["a://1"] },
    { onAcknowledged: () => acknowledged.resolve() },
  );
  const next = changes.next();
  await acknowledged.promise;
  await client.readResource("a://1");
  await client.readResource("a://1");
  expect(reads).toBe(1);
  server.resourceUpdated("a://1");
  await next;
  const { contents } = await client.readResource("a://1");
  expect(contents).toMatchObject([{ text: "2" }]);
  await changes.return(undefined);
  await listening.close();
});

test("a server in this process is always asked, unless a cache is wanted", async () => {
  const server = createServer({ name: "own", version: "1.0.0" });
  server.tool("a", { description: "A" }, () => "a");
  await using plain = await connect(server);
  await using keeping = await connect(server, { cache: true });
  for (const client of [plain, keeping]) expect(await client.listTools()).toHaveLength(1);
  server.tool("b", { description: "B" }, () => "b");
  expect(await plain.listTools()).toHaveLength(2);
  expect(await keeping.listTools()).toHaveLength(1);
});

test("after a change of credentials a private response is asked for again, a public one is not", async () => {
  let token = "ann";
  const listed = { tools: [], ttlMs: 1000, cacheScope: "public" };
  const read = { contents: [], ttlMs: 1000, cacheScope: "private" };
  await using scene = await start(
    ({ message: { method } }) => (method === "tools/list" ? listed : read),
    { headers: () => ({ authorization: `Bearer ${token}` }) },
  );
  const { client, server } = scene;
  const askBoth = async (): Promise<readonly number[]> => {
    await client.listTools();
    await client.readResource("a://mine");
    return [sent(server, "tools/list"), sent(server, "resources/read")];
  };
  expect(await askBoth()).toEqual([1, 1]);
  expect(await askBoth()).toEqual([1, 1]);
  token = "bob";
  expect(await askBoth()).toEqual([1, 2]);
  expect(await askBoth()).toEqual([1, 2]);
});

test("an application may name the account of its connection", async () => {
  let user = "ann";
  await using scene = await start(() => ({ contents: [], ttlMs: 1000, cacheScope: "private" }), {
    cache: { principal: () => user },
  });
  const { client, server } = scene;
  for (const name of ["ann", "bob", "ann", "bob"]) {
    user = name;
    await client.readResource("a://mine");
  }
  expect(sent(server, "resources/read")).toBe(2);
});
