import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";
import type { CacheOptions } from "./cache-policy.ts";

function serverWith(cache?: CacheOptions): Server {
  const server = createServer({ name: "s", version: "1", ...(cache && { cache }) })
    .tool("t", { description: "d" }, () => "")
    .prompt("p", {}, () => "");
  return server.resource("a://b", {}, () => "").resource("b://{c}", {}, () => "");
}

async function hints(server: Server, method: string): Promise<unknown[]> {
  const { result } = await new ScriptedClient(server).request(method);
  return [result["ttlMs"], result["cacheScope"]];
}

const METHODS = [
  ["tools/list", "tools"],
  ["prompts/list", "prompts"],
  ["resources/list", "resources"],
  ["resources/templates/list", "resources"],
  ["server/discover", "discover"],
] as const;

test.each(METHODS)("%s has the cache lifetime and scope of its policy", async (method, member) => {
  const policy = { ttl: "1.5s", scope: "private" } as const;
  expect(await hints(serverWith({ [member]: policy }), method)).toEqual([1500, "private"]);
  expect(await hints(serverWith({ [member]: { ttl: 0.9 } }), method)).toEqual([0, "public"]);
});

test.each(METHODS)("%s is kept a sensible while by default", async (method) => {
  const expected = method === "server/discover" ? 3_600_000 : 300_000;
  expect(await hints(serverWith(), method)).toEqual([expected, "public"]);
});

test("resources that a template lists are not kept unless the author says so", async () => {
  const list = (cache?: CacheOptions): Server =>
    serverWith(cache).resource("l://{c}", { list: () => [] }, () => "");
  expect(await hints(list(), "resources/list")).toEqual([0, "private"]);
  const policy = { ttl: "10s", scope: "public" } as const;
  expect(await hints(list({ resources: policy }), "resources/list")).toEqual([10_000, "public"]);
});

test("no scope makes public what depends on the caller", async () => {
  const cache = { tools: { ttl: "1h", scope: "public" } } as const;
  const server = serverWith(cache).tool("c", { description: "d", enabled: () => true }, () => "");
  expect(await hints(server, "tools/list")).toEqual([3_600_000, "private"]);
});

test("earlier revisions know no hints", async () => {
  const client = new ScriptedClient(serverWith({ tools: { ttl: "5m" } }), "2025-11-25");
  expect(Object.keys((await client.request("tools/list")).result)).toEqual(["tools"]);
});

test.each([
  { tools: { ttl: -1 } },
  { prompts: { ttl: "soon" } },
  { resources: { scope: "everyone" } },
  { discover: { ttl: Number.NaN } },
])("the policy %j is refused where the server is made", (cache) => {
  const refused = expect.objectContaining({ code: "INVALID_OPTION" });
  expect(() => serverWith(cache as never)).toThrow(refused);
});
