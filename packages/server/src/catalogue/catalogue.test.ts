import type { Revision } from "@mortise/protocol";
import { ErrorCode, REVISIONS } from "@mortise/protocol";
import { expect, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";

function serverOf(count: number, pageSize = 10): Server {
  const server = createServer({ name: "s", version: "1", pageSize });
  for (let index = 0; index < count; index += 1) {
    server.tool(`tool-${index}`, { description: "d" }, () => index);
  }
  return server;
}

async function names(client: ScriptedClient): Promise<string[]> {
  const found: string[] = [];
  let cursor: unknown;
  do {
    const { result } = await client.request("tools/list", cursor === undefined ? {} : { cursor });
    found.push(...(result["tools"] as { name: string }[]).map(({ name }) => name));
    cursor = result["nextCursor"];
  } while (cursor !== undefined);
  return found;
}

test.each([0, 1, 9, 10, 11, 25])(
  "%d tools are listed whole and in order over pages of ten",
  async (count) => {
    const expected = Array.from({ length: count }, (_, index) => `tool-${index}`);
    expect(await names(new ScriptedClient(serverOf(count)))).toEqual(expected);
  },
);

test("a list is the same bytes for every caller and every call", async () => {
  const server = serverOf(25);
  const texts = new Set<string>();
  for (const client of [new ScriptedClient(server), new ScriptedClient(server)]) {
    for (let call = 0; call < 3; call += 1) {
      const text = await client.start("tools/list").text;
      texts.add(text.slice(text.indexOf('"result"')));
    }
  }
  expect(texts.size).toBe(1);
});

test("a cursor is good at every instance that offers the same, however it came to", async () => {
  const [here, there] = [serverOf(25), serverOf(25)];
  there.tool("passing", { description: "d" }, () => "");
  there.remove("tools", "passing");
  const cursor = (await new ScriptedClient(here).request("tools/list")).result["nextCursor"];
  const { result } = await new ScriptedClient(there).request("tools/list", { cursor });
  expect(result["tools"]).toHaveLength(10);
});

test("a cursor of a list that has changed is refused, and the list begins anew", async () => {
  const server = serverOf(25);
  const client = new ScriptedClient(server);
  const cursor = (await client.request("tools/list")).result["nextCursor"];
  server.remove("tools", "tool-3");
  const { error } = await client.request("tools/list", { cursor });
  expect(error).toMatchObject({
    code: ErrorCode.InvalidParams,
    message: expect.stringContaining("list again without a cursor"),
  });
  expect(await names(client)).toHaveLength(24);
});

test.each(["", "x", "1", "1.", "1.zz", "-1.p", "99.p", "1.p.q", 1, [], {}, "9".repeat(5000)])(
  "the cursor %j is refused",
  async (cursor) => {
    const { error } = await new ScriptedClient(serverOf(25)).request("tools/list", { cursor });
    expect(error.code).toBe(ErrorCode.InvalidParams);
    expect(error.message.length).toBeLessThan(400);
  },
);

test.each(REVISIONS)("%s is shown the output schemas that it knows", async (revision: Revision) => {
  const server = createServer({ name: "s", version: "1" })
    .tool("object", { description: "d", output: z.object({ a: z.number() }) }, () => ({ a: 1 }))
    .tool("list", { description: "d", output: z.array(z.number()) }, () => [1])
    .tool("either", { description: "d", output: z.union([z.string(), z.number()]) }, () => 1);
  const { result } = await new ScriptedClient(server, revision).request("tools/list");
  const shown = (result["tools"] as { name: string; outputSchema?: object }[])
    .filter((tool) => tool.outputSchema)
    .map((tool) => tool.name);
  if (revision === "2026-07-28") expect(shown).toEqual(["object", "list", "either"]);
  else expect(shown).toEqual(["object"]);
  expect("ttlMs" in result).toBe(revision === "2026-07-28");
});

test("capabilities follow the catalogue", async () => {
  const server = createServer({ name: "s", version: "1", instructions: "Use it", title: "S" });
  const client = new ScriptedClient(server);
  const capabilities = async (): Promise<unknown> =>
    (await client.request("server/discover")).result["capabilities"];
  expect(await capabilities()).toEqual({ logging: {} });
  server.tool("t", { description: "d" }, () => "");
  server.prompt("p", { input: z.object({ on: z.boolean() }) }, () => "");
  expect(await capabilities()).toEqual({
    logging: {},
    completions: {},
    prompts: { listChanged: true },
    tools: { listChanged: true },
  });
  server.remove("prompts", "p");
  server.resource("a://{b}", {}, () => "");
  expect(await capabilities()).toEqual({
    logging: {},
    resources: { subscribe: true, listChanged: true },
    tools: { listChanged: true },
  });
  const { result } = await client.request("server/discover");
  expect(result).toMatchObject({ supportedVersions: [...REVISIONS], instructions: "Use it" });
});

test("a removed entry is gone, and removing an unknown one returns false", async () => {
  const server = serverOf(1).resource("a://{b}", {}, () => "x");
  const client = new ScriptedClient(server);
  expect(server.remove("resources", "a://{b}")).toBe(true);
  expect(server.remove("resources", "a://{b}")).toBe(false);
  expect(server.remove("tools", "tool-0")).toBe(true);
  const { error } = await client.request("tools/call", { name: "tool-0" });
  expect(error).toMatchObject({
    code: ErrorCode.InvalidParams,
    message: "Unknown tool: tool-0. This server has: none",
  });
  expect((await client.request("resources/read", { uri: "a://1" })).error.code).toBe(
    ErrorCode.InvalidParams,
  );
});

test.each<{ name: unknown }>([
  { name: undefined },
  { name: null },
  { name: 7 },
  { name: [] },
  { name: {} },
  { name: { toString: 1 } },
  { name: "constructor" },
  { name: "__proto__" },
  { name: "x".repeat(1_000_000) },
])("a call of an invalid tool name is refused in a short message (case %#)", async ({ name }) => {
  const { error } = await new ScriptedClient(serverOf(1)).request("tools/call", { name });
  expect(error.code).toBe(ErrorCode.InvalidParams);
  expect(error.message).toMatch(/^Unknown tool: .{1,300}This server has: tool-0$/);
});

test.each(["constructor", "tools/nothing", "", "initialize", "ping", "x".repeat(1_000_000)])(
  "a method that is none is refused by name (case %#)",
  async (method) => {
    const { error } = await new ScriptedClient(serverOf(1)).request(method);
    expect(error.code).toBe(ErrorCode.MethodNotFound);
    expect(error.message.length).toBeLessThan(400);
  },
);

test.each([0, -1, 1.5, Number.NaN])("a page of %d entries is refused at once", (pageSize) => {
  expect(() => serverOf(0, pageSize)).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
});
