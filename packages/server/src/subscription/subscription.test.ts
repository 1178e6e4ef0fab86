import type { JsonObject } from "@mortise/protocol";
import { ErrorCode, MetaKey } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { HttpEngine } from "../http/http-engine.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";
import type { SharedNotification } from "./notification.ts";
import { Subscriptions } from "./subscriptions.ts";

const create = (): Server => createServer({ name: "s", version: "1" });
const ACKNOWLEDGED = "notifications/subscriptions/acknowledged";

/** The methods of what came after the acknowledgement. */
function changes(client: ScriptedClient): string[] {
  return client.lines
    .map((line) => (JSON.parse(line) as JsonObject)["method"])
    .filter((method) => method !== undefined && method !== ACKNOWLEDGED) as string[];
}

test("a subscription is acknowledged first, with what it will carry", () => {
  const client = new ScriptedClient(create());
  const { id } = client.start("subscriptions/listen", {
    notifications: {
      toolsListChanged: true,
      promptsListChanged: false,
      resourceSubscriptions: ["a://1"],
      other: true,
    },
  });
  expect(client.lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      jsonrpc: "2.0",
      method: ACKNOWLEDGED,
      params: {
        notifications: { toolsListChanged: true, resourceSubscriptions: ["a://1"] },
        _meta: { [MetaKey.subscriptionId]: id },
      },
    },
  ]);
});

test("a subscription carries what its filter names and nothing else", async () => {
  const server = create();
  const client = new ScriptedClient(server);
  const { id } = client.start("subscriptions/listen", {
    notifications: { toolsListChanged: true, resourceSubscriptions: ["a://1"] },
  });
  server.prompt("p", {}, () => "");
  server.resourceUpdated("a://2");
  server.resourceUpdated("a://1");
  server.tool("t", { description: "d" }, () => "");
  await client.until(() => changes(client).length === 2);
  expect(client.notifications("notifications/resources/updated")).toEqual([
    { uri: "a://1", _meta: { [MetaKey.subscriptionId]: id } },
  ]);
  expect(client.notifications("notifications/tools/list_changed")).toEqual([
    { _meta: { [MetaKey.subscriptionId]: id } },
  ]);
});

test("a change is reported in each spelling under which the resource was subscribed to", async () => {
  const server = create();
  const client = new ScriptedClient(server);
  const spellings = ["notes://ä b", "notes://%C3%A4%20b", "notes://%c3%a4 b"];
  const { id } = client.start("subscriptions/listen", {
    notifications: { resourceSubscriptions: [...spellings, "notes://%C3%A4%2520b"] },
  });
  const expected = spellings.map((uri) => ({ uri, _meta: { [MetaKey.subscriptionId]: id } }));
  const updates = () => client.notifications("notifications/resources/updated");
  for (const [at, uri] of spellings.entries()) {
    server.resourceUpdated(uri);
    await client.until(() => updates().length === 3 * (at + 1));
    expect(updates().slice(-3)).toEqual(expect.arrayContaining(expected));
  }
});

test("a spelling that its last listener left is forgotten", () => {
  const subscriptions = new Subscriptions();
  const received: string[] = [];
  const listener = {
    lists: [],
    notify: (notification: SharedNotification) => void received.push(notification.text()),
    end: () => undefined,
  };
  const listening = subscriptions.add(listener, ["notes://a b", "notes://a%20b"]);
  listening.remove("notes://a b");
  subscriptions.resourceUpdated("notes://a b");
  expect(received).toEqual([expect.stringContaining('"uri":"notes://a%20b"')]);
  listening.stop();
  subscriptions.resourceUpdated("notes://a b");
  expect(received).toHaveLength(1);
});

test("any number of changes to a list in one turn are one notification", async () => {
  const server = create();
  const client = new ScriptedClient(server);
  client.start("subscriptions/listen", {
    notifications: { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true },
  });
  for (let index = 0; index < 50; index += 1) {
    server.tool(`t${index}`, { description: "d" }, () => "");
    server.prompt(`p${index}`, {}, () => "");
    server.resource(`a://${index}`, {}, () => "");
    server.resource(`b${index}://{x}`, {}, () => "");
  }
  server.remove("tools", "t0");
  await client.until(() => changes(client).length >= 3);
  await client.request("tools/list");
  expect(changes(client).sort()).toEqual([
    "notifications/prompts/list_changed",
    "notifications/resources/list_changed",
    "notifications/tools/list_changed",
  ]);
  server.remove("tools", "t1");
  await client.until(() => changes(client).length === 4);
});

test("when the server closes, a subscription ends with its result", async () => {
  const server = create();
  const client = new ScriptedClient(server);
  const { id, text } = client.start("subscriptions/listen", { notifications: {} });
  await server.close();
  expect(JSON.parse(await text)).toEqual({
    jsonrpc: "2.0",
    id,
    result: {
      resultType: "complete",
      _meta: expect.objectContaining({ [MetaKey.subscriptionId]: id }),
    },
  });
  server.tool("t", { description: "d" }, () => "");
  await client.request("tools/list");
  expect(changes(client)).toEqual([]);
});

test("a cancelled subscription carries nothing more and gets no answer", async () => {
  const server = create();
  const client = new ScriptedClient(server);
  const { id } = client.start("subscriptions/listen", {
    notifications: { toolsListChanged: true },
  });
  client.notify("notifications/cancelled", { requestId: id });
  await client.request("tools/list");
  expect(server["~core"].subscriptions.size).toBe(0);
  server.tool("t", { description: "d" }, () => "");
  await client.request("tools/list");
  expect(changes(client)).toEqual([]);
  expect(client.lines.filter((line) => line.includes(`"id":${id},`))).toEqual([]);
});

test("a client that goes away is forgotten", async () => {
  const server = create();
  const client = new ScriptedClient(server);
  client.start("subscriptions/listen", { notifications: {} });
  const legacy = new ScriptedClient(server, "2025-11-25");
  expect(server["~core"].subscriptions.size).toBe(2);
  client.connection.close();
  legacy.connection.close();
  await new ScriptedClient(server).request("tools/list");
  expect(server["~core"].subscriptions.size).toBe(0);
});

test("one connection may have a thousand subscriptions, and then one again for each it cancels", async () => {
  const client = new ScriptedClient(create());
  const listen = (): { id: number; text: Promise<string> } =>
    client.start("subscriptions/listen", { notifications: {} });
  const ids = Array.from({ length: 1_000 }, () => listen().id);
  const { error } = JSON.parse(await listen().text) as { error: unknown };
  expect(error).toMatchObject({ code: ErrorCode.InternalError, data: { limit: 1_000 } });
  client.notify("notifications/cancelled", { requestId: ids[0] });
  // A cancelled request has ended once the turn has.
  await new Promise((resolve) => setTimeout(resolve, 0));
  const { id } = listen();
  await client.until(() => client.lines.some((line) => line.includes(`:${id}}`)));
});

test.each([
  [undefined, /needs "notifications"/],
  [[], /needs "notifications"/],
  ["all", /needs "notifications"/],
  [{ resourceSubscriptions: "a://1" }, /"resourceSubscriptions" must be a list/],
  [{ resourceSubscriptions: [1] }, /"resourceSubscriptions" must be a list/],
  [{ resourceSubscriptions: Array(10_001).fill("a://1") }, /at most 10000 URIs/],
  [{ resourceSubscriptions: ["a".repeat(8_193)] }, /at most 8192 characters/],
  [{ resourceSubscriptions: Array(129).fill("a".repeat(8_192)) }, /1048576 characters together/],
])("a filter that is none is refused (case %#)", async (notifications, message) => {
  const { error } = await new ScriptedClient(create()).request("subscriptions/listen", {
    notifications,
  });
  expect(error).toMatchObject({
    code: ErrorCode.InvalidParams,
    message: expect.stringMatching(message),
  });
});

test("a legacy session gets list changes, and updates of the resources it subscribed to", async () => {
  const server = create().resource("a://1", {}, () => "");
  const client = new ScriptedClient(server, "2025-11-25");
  expect((await client.request("resources/subscribe", { uri: "a://1" })).result).toEqual({});
  server.resourceUpdated("a://1");
  server.resourceUpdated("a://2");
  server.tool("t", { description: "d" }, () => "");
  await client.until(() => client.notifications("notifications/tools/list_changed").length === 1);
  expect(client.notifications("notifications/resources/updated")).toEqual([{ uri: "a://1" }]);
  await client.request("resources/unsubscribe", { uri: "a://1" });
  server.resourceUpdated("a://1");
  await client.request("ping");
  expect(client.notifications("notifications/resources/updated")).toHaveLength(1);
  expect((await client.request("resources/subscribe", { uri: 7 })).error.code).toBe(
    ErrorCode.InvalidParams,
  );
});

test("an endpoint that closes ends its own subscriptions and no others", async () => {
  const server = create();
  const legacy = new ScriptedClient(server, "2025-11-25");
  const modern = new ScriptedClient(server);
  modern.start("subscriptions/listen", { notifications: { toolsListChanged: true } });
  const engine = new HttpEngine(server["~core"]);
  const sent: string[] = [];
  const params = {
    notifications: { toolsListChanged: true },
    _meta: { [MetaKey.protocolVersion]: "2026-07-28", [MetaKey.clientCapabilities]: {} },
  };
  const request = { jsonrpc: "2.0", id: 7, method: "subscriptions/listen", params };
  const headers: Record<string, string> = {
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": request.method,
  };
  engine.post(
    {
      method: "POST",
      url: "http://localhost/mcp",
      peerAddress: undefined,
      header: (name) => headers[name],
      headerValues: () => [],
      requestHeaders: () => [],
      addHeaders: () => undefined,
      reply: () => undefined,
      stream: () => ({ write: (text) => sent.push(text) > 0, end: () => undefined }),
      onGone: () => undefined,
    },
    JSON.stringify(request),
  );
  await engine.close();
  expect(sent).toEqual([
    expect.stringContaining(ACKNOWLEDGED),
    expect.stringContaining('"id":7,"result":'),
  ]);
  server.tool("t", { description: "d" }, () => "");
  await modern.until(() => changes(modern).length === 1);
  await legacy.until(() => changes(legacy).length === 1);
});

test.each(["2026-07-28", "2025-11-25"] as const)(
  "in %s a resource that scopes or allow refuse is acknowledged and never reported",
  async (revision) => {
    const server = create()
      .resource("a://scoped", { scopes: ["x"] }, () => "")
      .resource("a://refused", { allow: async () => false }, () => "")
      .resource("a://refused/{id}", { allow: () => false }, () => "")
      .resource("a://allowed", { allow: async () => true }, () => "")
      .resource("a://open", {}, () => "");
    const client = new ScriptedClient(server, revision);
    const uris = ["a://scoped", "a://refused", "a://refused/1", "a://allowed", "a://open"];
    if (revision === "2026-07-28") {
      client.start("subscriptions/listen", { notifications: { resourceSubscriptions: uris } });
      await client.until(() => client.lines.some((line) => line.includes(ACKNOWLEDGED)));
      expect(client.notifications(ACKNOWLEDGED)).toMatchObject([
        { notifications: { resourceSubscriptions: uris } },
      ]);
    } else {
      for (const uri of uris) {
        expect(await client.request("resources/subscribe", { uri })).toMatchObject({ result: {} });
      }
    }
    for (const uri of uris) server.resourceUpdated(uri);
    const updates = () => client.notifications("notifications/resources/updated");
    await client.until(() => updates().length === 2);
    expect(updates()).toMatchObject([{ uri: "a://allowed" }, { uri: "a://open" }]);
  },
);

test.each(["2026-07-28", "2025-11-25"] as const)(
  "in %s changes of resources that scopes or allow refuse are never reported",
  async (revision) => {
    const server = create()
      .resource("a://scoped", { scopes: ["read"] }, () => "")
      .resource("a://refused", { allow: async () => false }, () => "")
      .resource("a://open", { allow: () => true }, () => "");
    const client = new ScriptedClient(server, revision);
    const uris = ["a://scoped", "a://refused", "a://open"];
    if (revision === "2026-07-28") {
      client.start("subscriptions/listen", { notifications: { resourceSubscriptions: uris } });
      await client.until(() => client.notifications(ACKNOWLEDGED).length === 1);
    } else {
      for (const uri of uris) {
        expect((await client.request("resources/subscribe", { uri })).result).toEqual({});
      }
    }
    for (const uri of uris) server.resourceUpdated(uri);
    await client.until(() => changes(client).length > 0);
    await client.request("tools/list");
    expect(client.notifications("notifications/resources/updated")).toEqual([
      expect.objectContaining({ uri: "a://open" }),
    ]);
  },
);
