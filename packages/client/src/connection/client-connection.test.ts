import type { JsonObject, JsonRpcRequest, Transport } from "@mortise/protocol";
import { ErrorCode, MetaKey, MortiseError, openTransport } from "@mortise/protocol";
import type { FakeClock } from "@mortise/protocol/test-kit";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import type { ConnectOptions } from "../connect.ts";
import { connect } from "../connect.ts";
import type { WireScript } from "../jsonrpc/fixture/wire.ts";
import { Refusal, Wire } from "../jsonrpc/fixture/wire.ts";
import { KnownServers } from "../known-server/known-servers.ts";
import { nextTurn } from "../time/fixture/next-turn.ts";
import { toTransportSource } from "./transport-source.ts";

const MODERN: JsonObject = { supportedVersions: ["2026-07-28"], capabilities: {} };
const LEGACY: JsonObject = { protocolVersion: "2025-11-25", capabilities: {} };

const modern: WireScript = ({ method }) => (method === "server/discover" ? MODERN : { at: method });
const legacy: WireScript = ({ method }) => {
  if (method === "server/discover") throw new Refusal(ErrorCode.MethodNotFound);
  return method === "initialize" ? LEGACY : { at: method };
};

/** Connects to a server that opens a scripted transport for each connection. */
async function open(script: WireScript, options: ConnectOptions = {}) {
  const clock: FakeClock = createFakeClock();
  const wires: Wire[] = [];
  const warnings: string[] = [];
  const target = {
    [openTransport]: (): Transport => {
      const wire = new Wire("memory", script);
      wires.push(wire);
      return wire;
    },
  };
  const client = await connect(target, {
    clock,
    knownServers: new KnownServers(),
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  return { client, clock, wires, warnings };
}

const lost = (): MortiseError => new MortiseError("SERVER_EXITED", "The server crashed");

test("a modern request carries revision, client and capabilities; a legacy one carries none", async () => {
  const now = await open(modern, { name: "me", version: "3", capabilities: { roots: {} } });
  await now.client.request("x", { a: 1, _meta: { own: 1 } });
  expect(now.wires[0]?.sent.at(-1)).toEqual({
    jsonrpc: "2.0",
    id: 2,
    method: "x",
    params: {
      a: 1,
      _meta: {
        own: 1,
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { name: "me", version: "3" },
        "io.modelcontextprotocol/clientCapabilities": {
          roots: {},
          extensions: { "io.modelcontextprotocol/tasks": {} },
        },
      },
    },
  });
  const before = await open(legacy);
  await before.client.request("x", { a: 1 });
  expect(before.wires[0]?.sent.at(-1)).toMatchObject({ params: { a: 1 } });
  expect(before.wires[0]?.sent.at(-1)).not.toHaveProperty("params._meta");
});

test("a legacy request leaves out the metadata of 2026-07-28 that its params were given", async () => {
  const { client, wires } = await open(legacy);
  const modernMeta = Object.fromEntries(Object.values(MetaKey).map((key) => [key, "given"]));
  await client.request("x", { a: 1, _meta: { own: 1, ...modernMeta } });
  expect(wires[0]?.sent.at(-1)).toHaveProperty("params", { a: 1, _meta: { own: 1 } });
  await client.request("x", { a: 1 }, { meta: modernMeta });
  expect(wires[0]?.sent.at(-1)).toHaveProperty("params", { a: 1 });
});

test("a lost connection fails the requests in flight, and the next request opens another", async () => {
  const silent: WireScript = (request) => (request.method === "hang" ? undefined : modern(request));
  const { client, wires } = await open(silent);
  const hanging = client.request("hang");
  await nextTurn();
  wires[0]?.lose(lost());
  await expect(hanging).rejects.toMatchObject({ code: "SERVER_EXITED" });
  expect(await client.request("x")).toEqual({ at: "x" });
  expect(wires).toHaveLength(2);
  expect(wires[1]?.methods).toEqual(["server/discover", "x"]);
});

test("requests that meet a lost connection together open one", async () => {
  const { client, wires } = await open(modern);
  wires[0]?.lose(lost());
  await Promise.all([client.request("a"), client.request("b"), client.request("c")]);
  expect(wires).toHaveLength(2);
});

test("with restart: false a lost connection stays lost, with its reason", async () => {
  const { client, wires } = await open(modern, { restart: false });
  wires[0]?.lose(lost());
  await expect(client.request("x")).rejects.toThrow("The server crashed");
  expect(wires).toHaveLength(1);
});

test("a transport that was given cannot be opened again", async () => {
  const wire = new Wire("custom", modern);
  const client = await connect(wire);
  wire.lose(lost());
  await expect(client.request("x")).rejects.toThrow("The server crashed");
});

test("restarts wait ever longer, and after five within a minute the connection is given up", async () => {
  const { client, clock, wires } = await open(modern);
  for (const pause of [0, 100, 200, 400, 800]) {
    wires.at(-1)?.lose(lost());
    const request = client.request("x");
    if (pause > 0) {
      await clock.waitFor(pause);
      await clock.advance(pause);
    }
    await request;
  }
  wires.at(-1)?.lose(lost());
  await expect(client.request("x")).rejects.toMatchObject({
    code: "SERVER_EXITED",
    message: expect.stringMatching(/lost five times within a minute.*The server crashed/),
  });
  expect(wires).toHaveLength(6);
  await clock.advance(60_000);
  expect(await client.request("x")).toEqual({ at: "x" });
});

test("a session that the server ended is begun again, and the request repeated once", async () => {
  let isOver = false;
  let calls = 0;
  const script: WireScript = (request) => {
    if (request.method !== "x") return legacy(request);
    calls += 1;
    return { calls };
  };
  const { client, wires } = await open(script);
  const wire = wires[0] as Wire;
  const send = wire.send.bind(wire);
  wire.send = async (message, options) => {
    const isRequest = (message as JsonRpcRequest).method === "x";
    if (isOver && isRequest) {
      isOver = false;
      throw new MortiseError("HTTP_ERROR", "gone", { data: { status: 404, sessionEnded: true } });
    }
    await send(message, options);
  };
  isOver = true;
  expect(await client.request("x")).toEqual({ calls: 1 });
  expect(wires).toHaveLength(1);
  expect(wire.methods.filter((method) => method === "initialize")).toHaveLength(2);
});

test("a server that was replaced by one of another era is negotiated with again", async () => {
  let isReplaced = false;
  const script: WireScript = (request) => {
    if (!isReplaced) return modern(request);
    if (request.method === "x" && !("protocolVersion" in (request.params ?? {}))) {
      const meta = request.params?.["_meta"];
      if (meta !== undefined) {
        throw new Refusal(ErrorCode.UnsupportedProtocolVersion, "no", {
          supported: ["2025-11-25"],
        });
      }
    }
    return legacy(request);
  };
  const { client } = await open(script);
  isReplaced = true;
  expect(await client.request("x")).toEqual({ at: "x" });
  expect(client.revision).toBe("2025-11-25");
});

test("closing fails the requests in flight and refuses further ones", async () => {
  const silent: WireScript = (request) => (request.method === "hang" ? undefined : modern(request));
  const { client, wires } = await open(silent);
  const hanging = client.request("hang");
  await nextTurn();
  await client.close();
  await client.close();
  await expect(hanging).rejects.toMatchObject({ code: "CLOSED" });
  await expect(client.request("x")).rejects.toMatchObject({
    code: "CLOSED",
    message: "The client was closed; connect again to make requests",
  });
  expect([client.isClosed, wires[0]?.isClosed, wires.length]).toEqual([true, true, 1]);
});

test("closing while the connection is opened again waits for it and ends it", async () => {
  const { client, clock, wires } = await open(modern);
  wires[0]?.lose(lost());
  await client.request("x");
  wires[1]?.lose(lost());
  const request = client.request("y").catch((error: unknown) => error);
  await clock.waitFor(100);
  await client.close();
  expect(await request).toMatchObject({ code: expect.stringMatching(/CLOSED|ABORTED/) });
  expect(wires.every(({ isClosed }, index) => isClosed || index < 2)).toBe(true);
});

test("a legacy server's ping is answered, its other requests by their handlers or refused", async () => {
  const roots = [{ uri: "file:///a" }];
  const { wires } = await open(legacy, { roots: () => roots });
  const wire = wires[0] as Wire;
  wire.deliver({ id: "p", method: "ping" } as never);
  wire.deliver({ id: "r", method: "roots/list" } as never);
  wire.deliver({ id: "s", method: "sampling/createMessage", params: {} } as never);
  wire.deliver({ id: "u", method: "tools/list" } as never);
  await nextTurn();
  const answers = new Map(
    wire.sent.flatMap((message) => ("method" in message ? [] : [[message.id, message] as const])),
  );
  expect(["p", "r", "s", "u"].map((id) => answers.get(id))).toEqual([
    { jsonrpc: "2.0", id: "p", result: {} },
    { jsonrpc: "2.0", id: "r", result: { roots } },
    expect.objectContaining({
      id: "s",
      error: expect.objectContaining({ code: ErrorCode.MethodNotFound }),
    }),
    expect.objectContaining({
      id: "u",
      error: { code: ErrorCode.MethodNotFound, message: "This client does not answer tools/list" },
    }),
  ]);
});

test("the error of a handler is masked for the server and reported here", async () => {
  const { wires, warnings } = await open(legacy, {
    roots: () => {
      throw new Error("/home/ann is secret");
    },
  });
  wires[0]?.deliver({ id: 1, method: "roots/list" } as never);
  await nextTurn();
  expect(JSON.stringify(wires[0]?.sent.at(-1))).not.toContain("secret");
  expect(warnings.join()).toContain("/home/ann is secret");
});

test("a modern server must not make requests", async () => {
  const { wires, warnings } = await open(modern, { roots: () => [] });
  wires[0]?.deliver({ id: 1, method: "roots/list" } as never);
  await nextTurn();
  expect(wires[0]?.methods).toEqual(["server/discover"]);
  expect(warnings).toEqual(["The server must not request roots/list in this revision"]);
});

test("a listener that throws is a warning, and the others are called", async () => {
  const logs: unknown[] = [];
  const { wires, warnings } = await open(legacy, {
    onToolsChanged: () => {
      throw new Error("broken");
    },
    onLog: (entry) => logs.push(entry),
  });
  wires[0]?.deliver({ method: "notifications/tools/list_changed" });
  wires[0]?.deliver({
    method: "notifications/message",
    params: { level: "info", data: 1 },
  } as never);
  expect(warnings).toEqual([
    "A listener of notifications/tools/list_changed failed: Error: broken",
  ]);
  expect(logs).toEqual([{ level: "info", data: 1 }]);
});

test("the rejection of an async callback is a warning, as an error that it throws is", async () => {
  const reject = async (): Promise<void> => {
    throw new Error("broken");
  };
  const unknown = "io.test/changed";
  const extension = { id: "io.test/x", notifications: { [unknown]: reject } };
  const { client, wires, warnings } = await open(
    (request) => (request.method === "tools/call" ? undefined : legacy(request)),
    { onToolsChanged: reject, onLog: reject, extensions: [extension] },
  );
  const log = { method: "notifications/message", params: { level: "info", data: 1 } };
  const progress = { progressToken: 3, progress: 1 };
  wires[0]?.deliver({ method: "notifications/tools/list_changed" });
  wires[0]?.deliver({ method: unknown });
  wires[0]?.deliver(log as never);
  const call = client.callTool("a", {}, { onProgress: reject, onLog: reject });
  await nextTurn();
  wires[0]?.deliver({ method: "notifications/progress", params: progress } as never);
  wires[0]?.deliver(log as never);
  await nextTurn();
  expect(warnings).toEqual([
    "A listener of notifications/tools/list_changed failed: Error: broken",
    `A listener of ${unknown} failed: Error: broken`,
    "A listener of notifications/message failed: Error: broken",
    "A callback of the client failed over notifications/progress: Error: broken",
    "A callback of the client failed over notifications/message: Error: broken",
  ]);
  const closed = expect(call).rejects.toMatchObject({ code: "CLOSED" });
  await client.close();
  await closed;
});

test("the rejection of an async callback for warnings is ignored", async () => {
  const rejected: string[] = [];
  const { wires } = await open(legacy, {
    onWarning: async (message) => {
      rejected.push(message);
      throw new Error("broken");
    },
  });
  wires[0]?.deliver({ id: undefined, error: { code: 1, message: "x" } } as never);
  await nextTurn();
  expect(rejected).toEqual(["The server sent an error that names no request"]);
});

test.each<[string, unknown, string]>([
  ["a text that is no URL", "server.ts", '"server.ts" is not an http: or https: URL'],
  ["a URL of another scheme", "ftp://server.example", "is not an http: or https: URL"],
  [
    "a malformed URL with a password",
    "http//ann:pass@server",
    "The text that was given is not an http:",
  ],
  ["a user name", "https://ann@server.example/mcp", "holds a user name or password"],
  ["a password", "https://:p%40ss@server.example/mcp", "holds a user name or password"],
  ["a number", 5, "Cannot connect to this target"],
  ["nothing", undefined, "Cannot connect to this target"],
  ["half a transport", { start: () => undefined, send: () => undefined }, "Cannot connect"],
])("%s is no target", (_, target, message) => {
  expect(() => toTransportSource(target as string, {})).toThrow(message);
});

test.each([
  ["http://server.example/mcp?x=1#y", "http://server.example/mcp", 80],
  ["https://server.example/mcp", "https://server.example/mcp", 443],
  ["https://server.example:8443/", "https://server.example:8443/", 8443],
])("%s is remembered as %s, and observed on port %i", (url, key, port) => {
  expect(toTransportSource(url, {})).toMatchObject({ key, port, address: "server.example" });
});
