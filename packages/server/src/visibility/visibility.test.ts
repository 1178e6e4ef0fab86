import type { JsonObject, Revision } from "@mortise/protocol";
import { ErrorCode, isModern, MetaKey, REVISIONS } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { ScriptedResponse } from "../connection/fixture/scripted-client.ts";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { ServerEvent } from "../log/mask.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";
import type { Condition } from "./condition.ts";

/** Sends a request as the client `name`. */
function ask(
  client: ScriptedClient,
  name: string,
  method: string,
  params: JsonObject = {},
): Promise<ScriptedResponse> {
  const _meta = { [MetaKey.clientInfo]: { name, version: "1" } };
  return client.request(method, { ...params, _meta });
}

const isAdmin: Condition = ({ client }) => client.info?.name === "admin";

/** One entry of each kind that only some callers see, beside one that every caller sees. */
function serverFor(enabled: boolean | Condition): Server {
  const server = createServer({ name: "s", version: "1", log: () => undefined });
  for (const [name, options] of [
    ["open", {}],
    ["closed", { enabled, tags: ["secret"] }],
  ] as const) {
    const complete = { x: () => ["value"] };
    server.tool(name, { description: "d", ...options }, () => name);
    server.resource(`a://${name}`, options, () => name);
    server.resource(`${name}://{x}`, { ...options, complete }, () => name);
    server.prompt(name, { ...options, input: z.object({ x: z.string() }), complete }, () => name);
  }
  return server;
}

const LISTS = [
  ["tools/list", "tools", "name"],
  ["resources/list", "resources", "uri"],
  ["resources/templates/list", "resourceTemplates", "uriTemplate"],
  ["prompts/list", "prompts", "name"],
] as const;

async function listed(client: ScriptedClient, name = "scripted"): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const [method, member, key] of LISTS) {
    const { result } = await ask(client, name, method);
    found.push(...(result[member] as JsonObject[]).map((entry) => entry[key]));
  }
  return found;
}

const OPEN = ["open", "a://open", "open://{x}", "open"];
const ALL = [
  "open",
  "closed",
  "a://open",
  "a://closed",
  "open://{x}",
  "closed://{x}",
  "open",
  "closed",
];

/** Every way in which something can be used, with the name that stands in it. */
const USES: readonly (readonly [string, (name: string) => JsonObject])[] = [
  ["tools/call", (name) => ({ name })],
  ["resources/read", (name) => ({ uri: `a://${name}` })],
  ["resources/read", (name) => ({ uri: `${name}://1` })],
  ["prompts/get", (name) => ({ name, arguments: { x: "1" } })],
  [
    "completion/complete",
    (name) => ({ ref: { type: "ref/prompt", name }, argument: { name: "x", value: "" } }),
  ],
  [
    "completion/complete",
    (name) => ({
      ref: { type: "ref/resource", uri: `${name}://{x}` },
      argument: { name: "x", value: "" },
    }),
  ],
];

describe.each(REVISIONS)("in %s", (revision: Revision) => {
  test.each([
    ["enabled is false", false],
    ["the condition does not hold", () => false],
  ])("an entry that is hidden because %s is not listed", async (_why, enabled) => {
    const server = serverFor(enabled);
    expect(await listed(new ScriptedClient(server, revision))).toEqual(OPEN);
  });

  test.each([
    ["true", true],
    ["a condition that holds", () => true],
  ])("an entry that is enabled by %s is listed", async (_why, enabled) => {
    expect(await listed(new ScriptedClient(serverFor(enabled), revision))).toEqual(ALL);
  });

  test.each(USES)(
    "%s answers for what is hidden as for what does not exist",
    async (method, params) => {
      for (const enabled of [false, () => false]) {
        const client = new ScriptedClient(serverFor(enabled), revision);
        const hidden = JSON.stringify((await client.request(method, params("closed"))).error);
        const missing = JSON.stringify((await client.request(method, params("nobody"))).error);
        expect(hidden.replaceAll("closed", "nobody")).toBe(missing);
        expect((await client.request(method, params("open"))).result).toBeDefined();
      }
    },
  );
});

test.each(REVISIONS)("in %s changes of hidden entries are not notified", async (revision) => {
  const server = serverFor(() => false);
  const client = new ScriptedClient(server, revision);
  const uris = ["a://closed", "closed://1", "a://open", "open://1", "other://1"];
  if (isModern(revision)) {
    client.start("subscriptions/listen", { notifications: { resourceSubscriptions: uris } });
  }
  for (const uri of isModern(revision) ? [] : uris) {
    expect((await client.request("resources/subscribe", { uri })).error).toBeUndefined();
  }
  for (const uri of uris) server.resourceUpdated(uri);
  const updated = "notifications/resources/updated";
  expect(client.notifications(updated).map(({ uri }) => uri)).toEqual(uris.slice(2));
});

test("each caller is listed what exists for it, and others cannot use the rest", async () => {
  const client = new ScriptedClient(serverFor(isAdmin));
  expect(await listed(client, "admin")).toEqual(ALL);
  expect(await listed(client, "guest")).toEqual(OPEN);
  expect((await ask(client, "admin", "tools/call", { name: "closed" })).result).toBeDefined();
  expect((await ask(client, "guest", "tools/call", { name: "closed" })).error.message).toBe(
    "Unknown tool: closed. This server has: open",
  );
});

test("a list that depends on the caller is private, and kept shorter than one that does not", async () => {
  const hints = async (server: Server, method: string): Promise<unknown> => {
    const { ttlMs, cacheScope } = (await new ScriptedClient(server).request(method)).result;
    return { ttlMs, cacheScope };
  };
  for (const [method] of LISTS) {
    expect(await hints(serverFor(isAdmin), method)).toEqual({
      ttlMs: 60_000,
      cacheScope: "private",
    });
    expect(await hints(serverFor(false), method)).toEqual({ ttlMs: 300_000, cacheScope: "public" });
  }
});

test("a cursor of one caller's list is refused for another's", async () => {
  const server = createServer({ name: "s", version: "1", pageSize: 2 });
  for (let index = 0; index < 6; index += 1) {
    const enabled = index % 2 === 0 ? isAdmin : true;
    server.tool(`t${index}`, { description: "d", enabled }, () => "");
  }
  const client = new ScriptedClient(server);
  const cursor = (await ask(client, "admin", "tools/list")).result["nextCursor"];
  const { error } = await ask(client, "guest", "tools/list", { cursor });
  expect(error).toMatchObject({
    code: ErrorCode.InvalidParams,
    message: expect.stringMatching(/^Invalid cursor/),
  });
  const { result } = await ask(client, "admin", "tools/list", { cursor });
  expect((result["tools"] as JsonObject[]).map(({ name }) => name)).toEqual(["t2", "t3"]);
});

test("a condition that many share is asked once for a list", async () => {
  let asked = 0;
  const server = createServer({ name: "s", version: "1" });
  const enabled = (): boolean => {
    asked += 1;
    return true;
  };
  for (let index = 0; index < 50; index += 1) {
    server.tool(`t${index}`, { description: "d", enabled }, () => "");
  }
  await new ScriptedClient(server).request("tools/list");
  expect(asked).toBe(1);
});

test.each([
  [
    "throws",
    () => {
      throw new Error("no");
    },
    /^enabled threw/,
  ],
  ["gives a promise", async () => true, /gave an object/],
  ["gives a word", () => "yes", /gave a string/],
])("a condition that %s hides, and the log says so", async (_what, enabled, message) => {
  const events: ServerEvent[] = [];
  const server = createServer({ name: "s", version: "1", log: (event) => events.push(event) });
  server.tool("t", { description: "d", enabled: enabled as never }, () => "");
  const client = new ScriptedClient(server);
  expect((await client.request("tools/list")).result["tools"]).toEqual([]);
  expect((await client.request("tools/call", { name: "t" })).error.message).toContain(
    "Unknown tool",
  );
  expect(events[0]).toMatchObject({ level: "error", message: expect.stringMatching(message) });
});

test.each([
  { enabled: "yes" },
  { enabled: null },
  { tags: "secret" },
  { tags: [""] },
  { tags: [7] },
])("the definition %j is refused", (options) => {
  const server = createServer({ name: "s", version: "1" });
  const refused = expect.objectContaining({ code: "INVALID_DEFINITION" });
  expect(() => server.tool("t", { description: "d", ...(options as object) }, () => "")).toThrow(
    refused,
  );
  expect(() => server.prompt("p", options as object, () => "")).toThrow(refused);
  expect(() => server.resource("a://b", options as object, () => "")).toThrow(refused);
  expect(() => server.resource("a://{b}", options as object, () => "")).toThrow(refused);
});

describe("enable and disable", () => {
  test.each([
    ["everything", {}, []],
    ["a tag", { tags: ["secret", "other"] }, OPEN],
    ["a name", { names: ["closed"] }, ALL.filter((name) => name !== "closed")],
    ["a kind", { kinds: ["resources"] }, ["open", "closed", "open", "closed"]],
    [
      "a tag of a kind",
      { kinds: ["tools"], tags: ["secret"] },
      ALL.filter((_name, at) => at !== 1),
    ],
    ["nothing that there is", { tags: ["other"] }, ALL],
  ] as const)("%s can be switched off and on again", async (_what, selector, expected) => {
    const server = serverFor(true);
    const client = new ScriptedClient(server);
    server.disable(selector);
    expect(await listed(client)).toEqual(expected);
    server.enable(selector);
    expect(await listed(client)).toEqual(ALL);
  });

  test("only what is selected can be left on, now and later", async () => {
    const server = serverFor(true).enable({ tags: ["secret"], only: true });
    const client = new ScriptedClient(server);
    expect(await listed(client)).toEqual(["closed", "a://closed", "closed://{x}", "closed"]);
    server.tool("later", { description: "d" }, () => "");
    expect((await client.request("tools/call", { name: "later" })).error).toBeDefined();
    server.enable({ kinds: ["tools"], names: ["later"], only: true });
    expect(await listed(client)).toEqual(["later", "a://closed", "closed://{x}", "closed"]);
  });

  test("enabling shows what enabled: false hid, and not what a condition hides", async () => {
    const hidden = serverFor(false).enable({ tags: ["secret"] });
    expect(await listed(new ScriptedClient(hidden))).toEqual(ALL);
    const conditional = serverFor(() => false).enable({ tags: ["secret"] });
    expect(await listed(new ScriptedClient(conditional))).toEqual(OPEN);
  });

  test("subscribers are notified of its kinds", async () => {
    const server = createServer({ name: "s", version: "1" }).tool(
      "t",
      { description: "d" },
      () => "",
    );
    server.prompt("p", {}, () => "");
    const client = new ScriptedClient(server);
    client.start("subscriptions/listen", {
      notifications: {
        toolsListChanged: true,
        promptsListChanged: true,
        resourcesListChanged: true,
      },
    });
    server.disable({ kinds: ["tools", "resources"] });
    await client.until(() => client.notifications("notifications/tools/list_changed").length === 1);
    expect(client.notifications("notifications/prompts/list_changed")).toEqual([]);
    expect(client.notifications("notifications/resources/list_changed")).toEqual([]);
  });

  test("a kind stays declared while all of it is off or hidden", async () => {
    const capabilities = async (server: Server): Promise<unknown> =>
      (await new ScriptedClient(server).request("server/discover")).result["capabilities"];
    const all = await capabilities(serverFor(true));
    expect(await capabilities(serverFor(() => false))).toEqual(all);
    expect(await capabilities(serverFor(true).disable({ kinds: ["tools"] }))).toEqual(all);
  });

  test("switching to and fro for ever keeps one rule, and too many rules are refused", () => {
    const server = serverFor(true);
    for (let index = 0; index < 3000; index += 1) {
      server.disable({ tags: ["secret"] });
      server.enable({ tags: ["secret"] });
    }
    const flood = (): void => {
      for (let index = 0; index < 3000; index += 1) server.disable({ names: [`n${index}`] });
    };
    expect(flood).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
    server.enable();
    server.disable({ names: ["n"] });
  });
});

test("a selector that is misspelt selects nothing, and says so", () => {
  const server = createServer({ name: "s", version: "1" });
  expect(() => server.disable({ name: ["t"] } as never)).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      message: 'enable and disable know no "name"; select by tags, names or kinds',
    }),
  );
});
