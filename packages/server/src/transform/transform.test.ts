import type { JsonObject, JsonSchema, Revision } from "@mortise/protocol";
import { MetaKey, REVISIONS } from "@mortise/protocol";
import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { ServerEvent } from "../log/mask.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";

const create = (log: (event: ServerEvent) => void = () => undefined): Server =>
  createServer({ name: "s", version: "1", log });

const input = z.object({
  customer_id: z.string().describe("own words"),
  limit: z.number().optional(),
  tenant: z.string(),
});

/** A tool and a prompt that give back what they get. */
function shop(log?: (event: ServerEvent) => void) {
  return create(log)
    .tool(
      "get",
      { description: "Gets", input, annotations: { readOnlyHint: true }, tags: ["crm"] },
      (given, { request }) => ({ ...given, name: request.name, repairs: request.repairs.length }),
    )
    .prompt("ask", { input, complete: { customer_id: (value) => [`${value}1`] } }, (given) =>
      JSON.stringify(given),
    )
    .resource("docs://guide", { annotations: { priority: 1 } }, () => "guide");
}

const reshape = {
  customer_id: { name: "customer", description: "The customer" },
  limit: { default: 10 },
  tenant: { hide: true, value: "acme" },
} as const;

const text = (result: JsonObject): string =>
  String((result["content"] as JsonObject[])[0]?.["text"]);

async function call(client: ScriptedClient, name: string, given: unknown): Promise<string> {
  const { result, error } = await client.request("tools/call", { name, arguments: given });
  return error ? error.message : text(result);
}

describe.each(REVISIONS)("in %s", (revision: Revision) => {
  test("a tool is renamed, described anew, and its arguments reshaped", async () => {
    const changes = { name: "find", title: "Find", description: "Finds", arguments: reshape };
    const annotations = { openWorldHint: false };
    const server = shop().transform({ tools: { get: { ...changes, annotations } } });
    const client = new ScriptedClient(server, revision);
    expect((await client.request("tools/list")).result["tools"]).toEqual([
      {
        name: "find",
        title: "Find",
        description: "Finds",
        annotations: { readOnlyHint: true, openWorldHint: false },
        inputSchema: {
          type: "object",
          properties: {
            customer: { type: "string", description: "The customer" },
            limit: { type: "number", default: 10 },
          },
          required: ["customer"],
        },
      },
    ]);
    expect(JSON.parse(await call(client, "find", { customer: "C" }))).toEqual({
      customer_id: "C",
      limit: 10,
      tenant: "acme",
      name: "get",
      repairs: 0,
    });
    expect(await call(client, "get", { customer_id: "C" })).toMatch(/^Unknown tool: get/);
  });

  test("a prompt is renamed and its arguments reshaped, completion included", async () => {
    const prompts = { ask: { name: "question", arguments: reshape } };
    const client = new ScriptedClient(shop().transform({ prompts }), revision);
    expect((await client.request("prompts/list")).result["prompts"]).toEqual([
      {
        name: "question",
        arguments: [
          { name: "customer", description: "The customer", required: true },
          { name: "limit", required: false },
        ],
      },
    ]);
    const params = { name: "question", arguments: { customer: "C", limit: "3" } };
    const { result } = await client.request("prompts/get", params);
    expect(result["messages"]).toMatchObject([
      { content: { text: '{"customer_id":"C","limit":3,"tenant":"acme"}' } },
    ]);
    const failed = await client.request("prompts/get", { name: "question", arguments: {} });
    expect(failed.error.message).toMatch(/^Invalid arguments for prompt question: customer: /);
    const complete = async (name: string): Promise<unknown> =>
      (
        await client.request("completion/complete", {
          ref: { type: "ref/prompt", name: "question" },
          argument: { name, value: "C" },
          context: { arguments: { customer: "x" } },
        })
      ).result["completion"];
    expect(await complete("customer")).toMatchObject({ values: ["C1"] });
    expect(await complete("customer_id")).toMatchObject({ values: [] });
    expect(await complete("tenant")).toMatchObject({ values: [] });
  });
});

test("wrong arguments are reported by the names that the client knows", async () => {
  const client = new ScriptedClient(shop().transform({ tools: { get: { arguments: reshape } } }));
  expect(await call(client, "get", { customer_id: "C" })).toMatch(
    /^.{0,40}Invalid arguments for get: customer_id: no such argument \(did you mean customer\?\); customer: [^;]+/,
  );
  const { result } = await client.request("tools/call", {
    name: "get",
    arguments: { customer: 7, limit: "3" },
  });
  expect(JSON.parse(text(result))).toMatchObject({ customer_id: "7", limit: 3, repairs: 2 });
  expect((result["_meta"] as JsonObject)["dev.mortise/repaired"]).toMatchObject([
    { path: "customer" },
    { path: "limit" },
  ]);
});

test.each([
  [{ customer: "C", tenant: "other" }],
  [{ customer: "C", customer_id: "X", tenant: "other" }],
  ['{"customer":"C","tenant":"other"}'],
  [' {"customer":"C","customer_id":"X","tenant":"other"}'],
])("hidden arguments and own names cannot be passed: %j", async (given) => {
  const tools = { get: { arguments: reshape } };
  for (const plain of [false, true]) {
    const server = create();
    const schema: JsonSchema = {
      type: "object",
      properties: { customer_id: { type: "string" }, limit: {}, tenant: { type: "string" } },
      required: ["customer_id", "tenant"],
    };
    const handler = (own: unknown): unknown => own;
    if (plain) server.tool("get", { description: "d", input: schema }, handler);
    else server.tool("get", { description: "d", input: z.looseObject(input.shape) }, handler);
    const client = new ScriptedClient(server.transform({ tools }));
    expect(JSON.parse(await call(client, "get", given))).toEqual({
      customer_id: "C",
      limit: 10,
      tenant: "acme",
    });
  }
});

test("a hidden argument may be computed from the caller", async () => {
  const server = shop().transform({
    tools: {
      get: { arguments: { tenant: { hide: true, value: ({ client }) => client.info?.name } } },
    },
  });
  const client = new ScriptedClient(server);
  for (const name of ["acme", "umbrella"]) {
    const { result } = await client.request("tools/call", {
      name: "get",
      arguments: { customer_id: "C" },
      _meta: { [MetaKey.clientInfo]: { name, version: "1" } },
    });
    expect(JSON.parse(text(result))).toMatchObject({ tenant: name });
  }
});

test.each([
  ["does not fit", {}],
  [
    "throws",
    () => {
      throw new Error("the secret reason");
    },
  ],
])("a hidden value that %s is masked, and the log has the reason", async (_what, value) => {
  const events: ServerEvent[] = [];
  const server = shop((event) => events.push(event)).transform({
    tools: { get: { arguments: { tenant: { hide: true, value } } } },
    prompts: { ask: { arguments: { tenant: { hide: true, value } } } },
  });
  const client = new ScriptedClient(server);
  const given = { customer_id: "C" };
  const prompt = await client.request("prompts/get", { name: "ask", arguments: given });
  for (const message of [await call(client, "get", given), prompt.error.message]) {
    expect(message).toMatch(/internal error/);
    expect(message).not.toMatch(/tenant|secret/);
  }
  expect(events).toHaveLength(2);
});

test("a value of the transform is not shared between calls", async () => {
  const list = z.object({ items: z.array(z.number()) });
  const server = create().tool("push", { description: "d", input: list }, ({ items }) => {
    items.push(1);
    return items.length;
  });
  const tools = { push: { arguments: { items: { hide: true, value: [] } } } } as const;
  const client = new ScriptedClient(server.transform({ tools }));
  expect([await call(client, "push", {}), await call(client, "push", {})]).toEqual(["1", "1"]);
});

test("a question survives rounds between which a hidden value changes", async () => {
  let count = 0;
  const schema = z.object({ name: z.string() });
  const server = create()
    .tool("t", { description: "d", input: z.object({ n: z.number() }) }, async (_input, ctx) => {
      const answer = await ctx.elicit("who", { message: "Who?", schema });
      return answer.action;
    })
    .transform({ tools: { t: { arguments: { n: { hide: true, value: () => ++count } } } } });
  const client = new ScriptedClient(server);
  const params = {
    name: "t",
    arguments: {},
    _meta: { [MetaKey.clientCapabilities]: { elicitation: {} } },
  };
  const first = (await client.request("tools/call", params)).result;
  const inputResponses = { who: { action: "accept", content: { name: "Ada" } } };
  const { requestState } = first;
  const again = { ...params, requestState, inputResponses };
  expect(text((await client.request("tools/call", again)).result)).toBe("accept");
});

test("headers mirror arguments by the names that the client knows", () => {
  const schema = {
    type: "object",
    properties: {
      region: { type: "string", "x-mcp-header": "Region" },
      zone: { type: "string", "x-mcp-header": "Zone" },
    },
  };
  const server = create().tool("t", { description: "d", input: schema }, () => "");
  const changes = { region: { name: "area" }, zone: { hide: true } } as const;
  server.transform({ tools: { t: { arguments: changes } } });
  expect(server["~core"].catalogue.tools.get("t")?.headers).toEqual([
    { header: "Mcp-Param-Region", path: ["area"], type: "string" },
  ]);
});

test("transforms follow one another, each by the names that the one before left", async () => {
  const server = shop()
    .transform({ tools: { get: { name: "find", arguments: { customer_id: { name: "a" } } } } })
    .transform({ tools: { find: { name: "search", arguments: { a: { name: "b" } } } } })
    .transform({ tools: { search: { arguments: { tenant: { hide: true, value: "t" } } } } });
  const client = new ScriptedClient(server);
  const found = JSON.parse(await call(client, "search", { b: "C" })) as unknown;
  expect(found).toMatchObject({ customer_id: "C", tenant: "t", name: "get" });
  expect(await call(client, "search", {})).toMatch(/Invalid arguments for search: b: /);
});

test("a function presents everything, also what comes later, and may hide it", async () => {
  const server = shop().transform({
    tools: ({ name, tags }) =>
      tags.includes("internal") ? { enabled: false } : { name: `x_${name}`, tags: ["seen"] },
  });
  server.tool("later", { description: "d" }, () => "later");
  server.tool("hidden", { description: "d", tags: ["internal"] }, () => "");
  const client = new ScriptedClient(server);
  const { result } = await client.request("tools/list");
  expect((result["tools"] as JsonObject[]).map(({ name }) => name)).toEqual(["x_get", "x_later"]);
  expect(await call(client, "x_later", {})).toBe("later");
  server.disable({ tags: ["seen"] });
  expect((await client.request("tools/list")).result["tools"]).toEqual([]);
});

test("a transform can hide more, and never shows what a condition hides", async () => {
  const server = create()
    .tool("never", { description: "d", enabled: () => false }, () => "")
    .tool("some", { description: "d" }, () => "")
    .transform({ tools: { never: { enabled: true }, some: { enabled: () => false } } });
  expect((await new ScriptedClient(server).request("tools/list")).result["tools"]).toEqual([]);
});

test("a resource and a template are described anew", async () => {
  const server = shop().resource("a://{b}", {}, () => "");
  server.transform({
    resources: {
      "docs://guide": { name: "Guide", description: "d", annotations: { audience: ["user"] } },
      "a://{b}": { title: "T", meta: { m: 1 } },
    },
  });
  const client = new ScriptedClient(server);
  const { resources } = (await client.request("resources/list")).result;
  expect(resources).toEqual([
    {
      uri: "docs://guide",
      name: "Guide",
      description: "d",
      annotations: { priority: 1, audience: ["user"] },
    },
  ]);
  const { resourceTemplates } = (await client.request("resources/templates/list")).result;
  expect(resourceTemplates).toEqual([
    { uriTemplate: "a://{b}", name: "a://{b}", title: "T", _meta: { m: 1 } },
  ]);
});

test.each([
  [{ tools: { other: {} } }, /no tool other to transform.*There is get/],
  [{ prompts: { other: {} } }, /no prompt other/],
  [{ resources: { "x://y": {} } }, /no resource x:\/\/y/],
  [{ tools: { get: { name: "a b" } } }, /cannot name a tool/],
  [{ tools: { get: { enabled: 7 } } }, /enabled of tool get/],
  [
    { tools: { get: { arguments: { other: {} } } } },
    /no argument "other" of tool get.*customer_id/,
  ],
  [{ tools: { get: { arguments: { tenant: { hide: true } } } } }, /"tenant".*is required/],
  [{ tools: { get: { arguments: { tenant: { name: "limit" } } } } }, /would be called "limit"/],
  [{ tools: { get: { name: "taken" } } }, /There is a tool taken already/],
])("the transform %j is refused, and changes nothing", async (changes, message) => {
  const server = shop().tool("taken", { description: "d" }, () => "");
  const client = new ScriptedClient(server);
  const before = JSON.stringify((await client.request("tools/list")).result);
  const refused = { code: "INVALID_DEFINITION", message: expect.stringMatching(message) };
  expect(() => server.transform(changes as never)).toThrow(expect.objectContaining(refused));
  expect(JSON.stringify((await client.request("tools/list")).result)).toBe(before);
});

test("an entry that a function cannot present is left out when it is added later, and the log says why", async () => {
  const messages: string[] = [];
  const server = shop(({ message }) => messages.push(message)).transform({
    tools: ({ name }) => (name === "bad" ? { arguments: { nothing: { hide: true } } } : undefined),
  });
  server.tool("bad", { description: "d" }, () => "");
  const { result } = await new ScriptedClient(server).request("tools/list");
  expect(result["tools"]).toMatchObject([{ name: "get" }]);
  expect(messages).toEqual([expect.stringMatching(/^The tool bad is left out: .*"nothing"/)]);
});

test("the types of a transformed server are those that clients know", () => {
  const server = shop().transform({ tools: { get: { name: "find", arguments: reshape } } });
  type Tools = (typeof server)["~catalogue"]["tools"];
  expectTypeOf<keyof Tools>().toEqualTypeOf<"find">();
  expectTypeOf<Tools["find"]["input"]>().toEqualTypeOf<{
    customer: string;
    limit?: number | undefined;
  }>();
  expectTypeOf<keyof (typeof server)["~catalogue"]["prompts"]>().toEqualTypeOf<"ask">();
  const same = shop().transform({ tools: () => ({ title: "T" }) });
  expectTypeOf<keyof (typeof same)["~catalogue"]["tools"]>().toEqualTypeOf<"get">();
  const child = create().mount("crm", shop(), { transform: { tools: { get: { name: "find" } } } });
  expectTypeOf<keyof (typeof child)["~catalogue"]["tools"]>().toEqualTypeOf<"crm_find">();
});

test("a change that is misspelt is refused, and not left out", () => {
  const server = createServer({ name: "s", version: "1" }).tool("t", { description: "d" }, () => 1);
  expect(() => server.transform({ tools: { t: { descripton: "D" } as object } })).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringContaining('cannot change "descripton"; there are name, title'),
    }),
  );
});
