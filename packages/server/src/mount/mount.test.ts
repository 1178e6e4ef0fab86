import type { JsonObject, Revision } from "@mortise/protocol";
import { ErrorCode, REVISIONS, ToolError } from "@mortise/protocol";
import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { link } from "../content/block.ts";
import type { ServerEvent } from "../log/mask.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";

const create = (name: string, log: (event: ServerEvent) => void = () => undefined): Server =>
  createServer({ name, version: "1", log });

/** A server with one of each kind. */
function crm(log?: (event: ServerEvent) => void) {
  const server = create("crm", log)
    .tool(
      "get_customer",
      { description: "Looks up", input: z.object({ id: z.string() }) },
      ({ id }, { request }) => ({ id, name: request.name }),
    )
    .prompt(
      "summary",
      { input: z.object({ style: z.enum(["long", "short"]) }) },
      ({ style }, { request }) => `${request.name} ${style}`,
    );
  return server
    .resource("docs://guide", {}, ({ request }) => `read ${request.name}`)
    .resource("https://example.com/page", {}, () => "page")
    .resource(
      "notes://{id}",
      { complete: { id: () => ["1", "2"] }, list: () => [{ uri: "notes://1" }] },
      ({ id }) => `note ${id}`,
    );
}

const text = (result: JsonObject): unknown => (result["content"] as JsonObject[])[0]?.["text"];

async function names(client: ScriptedClient): Promise<unknown[]> {
  const { result } = await client.request("tools/list");
  return (result["tools"] as JsonObject[]).map(({ name }) => name);
}

describe.each(REVISIONS)("in %s", (revision: Revision) => {
  const clientOf = (): ScriptedClient =>
    new ScriptedClient(create("parent").mount("crm", crm()), revision);

  test("a mounted server's things are listed under their namespace", async () => {
    const client = clientOf();
    expect(await names(client)).toEqual(["crm_get_customer"]);
    const uris = (await client.request("resources/list")).result["resources"] as JsonObject[];
    expect(uris.map(({ uri }) => uri)).toEqual([
      "docs://crm/guide",
      "https://example.com/page",
      "notes://crm/1",
    ]);
    // A resource without a name is called by its URI here, not by the one it has inside.
    expect(uris.every(({ name, uri }) => name === uri)).toBe(true);
    const templates = (await client.request("resources/templates/list")).result;
    expect(templates["resourceTemplates"]).toMatchObject([
      { uriTemplate: "notes://crm/{id}", name: "notes://crm/{id}" },
    ]);
    expect((await client.request("prompts/list")).result["prompts"]).toMatchObject([
      { name: "crm_summary" },
    ]);
  });

  test("its handlers are reached, and see their own names", async () => {
    const client = clientOf();
    const call = { name: "crm_get_customer", arguments: { id: "7" } };
    const called = (await client.request("tools/call", call)).result;
    expect(JSON.parse(String(text(called)))).toEqual({ id: "7", name: "get_customer" });
    const prompt = { name: "crm_summary", arguments: { style: "long" } };
    expect((await client.request("prompts/get", prompt)).result["messages"]).toMatchObject([
      { content: { text: "summary long" } },
    ]);
    const read = async (uri: string): Promise<unknown> =>
      (await client.request("resources/read", { uri })).result["contents"];
    expect(await read("docs://crm/guide")).toMatchObject([
      { uri: "docs://crm/guide", text: "read docs://guide" },
    ]);
    expect(await read("notes://crm/7")).toMatchObject([{ uri: "notes://crm/7", text: "note 7" }]);
    expect(await read("https://example.com/page")).toMatchObject([{ text: "page" }]);
  });

  test("its arguments and variables are completed", async () => {
    const client = clientOf();
    const complete = async (ref: JsonObject, name: string): Promise<unknown> =>
      (await client.request("completion/complete", { ref, argument: { name, value: "" } })).result[
        "completion"
      ];
    expect(await complete({ type: "ref/prompt", name: "crm_summary" }, "style")).toMatchObject({
      values: ["long", "short"],
    });
    expect(await complete({ type: "ref/resource", uri: "notes://crm/{id}" }, "id")).toMatchObject({
      values: ["1", "2"],
    });
  });

  test.each([
    ["tools/call", { name: "get_customer" }],
    ["resources/read", { uri: "docs://guide" }],
    ["prompts/get", { name: "summary" }],
  ])("%s does not know its own names", async (method, params) => {
    expect((await clientOf().request(method, params)).error).toBeDefined();
  });

  test("errors speak of it by the names that the client knows", async () => {
    const client = clientOf();
    const called = (await client.request("tools/call", { name: "crm_get_customer" })).result;
    expect(text(called)).toContain("Invalid arguments for crm_get_customer: id: ");
    const { error } = await client.request("resources/read", { uri: "docs://crm/other" });
    expect(error.message).toBe(
      "Resource not found: docs://crm/other. Spelt like it: docs://crm/guide, notes://crm/{id}",
    );
  });

  test("servers within servers, and one server under two names", async () => {
    const inner = crm();
    const client = new ScriptedClient(
      create("outer")
        .mount("a", create("middle").mount("b", inner))
        .mount("c", inner)
        .mount(create("d").mount("e", inner)),
      revision,
    );
    expect(await names(client)).toEqual(["a_b_get_customer", "c_get_customer", "e_get_customer"]);
    for (const name of ["a_b_get_customer", "c_get_customer", "e_get_customer"]) {
      const { result } = await client.request("tools/call", { name, arguments: { id: "1" } });
      expect(JSON.parse(String(text(result)))).toMatchObject({ name: "get_customer" });
    }
    const { result } = await client.request("resources/read", { uri: "docs://a/b/guide" });
    expect(result["contents"]).toMatchObject([{ uri: "docs://a/b/guide" }]);
  });
});

test("without a namespace names stay as they are", async () => {
  const client = new ScriptedClient(create("parent").mount(crm()));
  expect(await names(client)).toEqual(["get_customer"]);
  const { result } = await client.request("resources/read", { uri: "docs://guide" });
  expect(result["contents"]).toMatchObject([{ uri: "docs://guide", text: "read docs://guide" }]);
});

test("links in a result use the URIs that the client can read, and the rest is untouched", async () => {
  const child = crm()
    .tool("links", { description: "d" }, () => [
      link("docs://guide"),
      link("https://elsewhere.org/"),
      { type: "resource", resource: { uri: "notes://9", text: "docs://guide" } },
      'docs://guide "uri"',
    ])
    .prompt("embeds", {}, () => [
      { role: "user", content: { type: "resource", resource: { uri: "notes://9", text: "x" } } },
    ]);
  const client = new ScriptedClient(create("parent").mount("crm", child));
  const { result } = await client.request("tools/call", { name: "crm_links" });
  expect(result["content"]).toMatchObject([
    { uri: "docs://crm/guide" },
    { uri: "https://elsewhere.org/" },
    { resource: { uri: "notes://crm/9", text: "docs://guide" } },
    { text: 'docs://guide "uri"' },
  ]);
  const prompt = (await client.request("prompts/get", { name: "crm_embeds" })).result;
  expect(prompt["messages"]).toMatchObject([{ content: { resource: { uri: "notes://crm/9" } } }]);
});

test("the child's middleware runs inside the parent's, around its own names only", async () => {
  const seen: string[] = [];
  const child = crm().use("tools/call", async (request, next) => {
    seen.push(`child ${request.target}`);
    return await next({ params: { ...request.params, arguments: { id: "changed" } } });
  });
  const parent = create("parent")
    .use(async (request, next) => {
      seen.push(`parent ${request.target}`);
      return await next();
    })
    .tool("own", { description: "d" }, () => "own")
    .mount("crm", child);
  const client = new ScriptedClient(parent);
  const call = { name: "crm_get_customer", arguments: { id: "7" } };
  const { result } = await client.request("tools/call", call);
  expect(JSON.parse(String(text(result)))).toMatchObject({ id: "changed" });
  await client.request("tools/call", { name: "own" });
  expect(seen).toEqual(["parent crm_get_customer", "child get_customer", "parent own"]);
});

test("a failure is masked into the child's log, and its timeouts count", async () => {
  const events: Record<string, string[]> = { parent: [], child: [] };
  const child = createServer({
    name: "child",
    version: "1",
    timeout: 1,
    log: ({ message }) => events["child"]?.push(message),
  })
    .tool("fails", { description: "d" }, () => {
      throw new Error("secret");
    })
    .tool("refuses", { description: "d" }, () => {
      throw new ToolError("No", { code: "no" });
    })
    .tool("hangs", { description: "d" }, () => new Promise<string>(() => undefined));
  const parent = create("parent", ({ message }) => events["parent"]?.push(message));
  const client = new ScriptedClient(parent.mount("c", child));
  const call = async (name: string): Promise<unknown> =>
    text((await client.request("tools/call", { name })).result);
  expect(await call("c_fails")).toMatch(/internal error/);
  expect(await call("c_refuses")).toContain('"code":"no"');
  expect(await call("c_hangs")).toContain("Tool c_hangs did not finish within 0.001 s");
  expect(events["parent"]).toEqual([]);
  expect(events["child"]).toEqual([expect.stringContaining("secret")]);
});

test("a question asked by a mounted tool is answered in a later round", async () => {
  const child = create("child").tool("ask", { description: "d" }, async (_input, { elicit }) => {
    const schema = z.object({ name: z.string() });
    const answer = await elicit("who", { message: "Who?", schema });
    return `Hello, ${answer.action === "accept" ? answer.content.name : "nobody"}`;
  });
  const client = new ScriptedClient(create("parent").mount("c", child));
  const capabilities = { "io.modelcontextprotocol/clientCapabilities": { elicitation: {} } };
  const params = { name: "c_ask", arguments: {}, _meta: capabilities };
  const first = (await client.request("tools/call", params)).result;
  expect(first).toMatchObject({ resultType: "input_required", inputRequests: { who: {} } });
  const inputResponses = { who: { action: "accept", content: { name: "Ada" } } };
  const second = await client.request("tools/call", {
    ...params,
    requestState: first["requestState"],
    inputResponses,
  });
  expect(text(second.result)).toBe("Hello, Ada");
});

test("later changes of the child appear in the parent, and its subscribers are notified", async () => {
  const child = crm();
  const client = new ScriptedClient(create("parent").mount("crm", child));
  const lists = { toolsListChanged: true, resourcesListChanged: true, promptsListChanged: true };
  const uris = { resourceSubscriptions: ["docs://crm/guide", "docs://guide"] };
  client.start("subscriptions/listen", { notifications: { ...lists, ...uris } });
  child.tool("later", { description: "d" }, () => "");
  await client.until(() => client.notifications("notifications/tools/list_changed").length === 1);
  expect(await names(client)).toEqual(["crm_get_customer", "crm_later"]);
  child.remove("tools", "get_customer");
  child.resourceUpdated("docs://guide");
  expect(await names(client)).toEqual(["crm_later"]);
  expect(client.notifications("notifications/resources/updated")).toMatchObject([
    { uri: "docs://crm/guide" },
  ]);
  child.disable({ names: ["later"] });
  expect(await names(client)).toEqual([]);
});

test("a child's conditions decide for the parent's callers too", async () => {
  let isOpen = false;
  const child = create("child").tool("t", { description: "d", enabled: () => isOpen }, () => "");
  const client = new ScriptedClient(create("parent").mount("c", child));
  expect(await names(client)).toEqual([]);
  expect((await client.request("tools/call", { name: "c_t" })).error.message).toBe(
    "Unknown tool: c_t. This server has: none",
  );
  isOpen = true;
  expect(await names(client)).toEqual(["c_t"]);
});

test("an unmounted server is gone, and its changes reach no listener", async () => {
  const child = crm();
  const parent = create("parent").mount("a", child).mount("b", child).mount(create("x"));
  const client = new ScriptedClient(parent);
  expect(parent.unmount("a")).toBe(true);
  expect(parent.unmount("a")).toBe(false);
  expect(await names(client)).toEqual(["b_get_customer"]);
  expect(parent.unmount(child)).toBe(true);
  client.start("subscriptions/listen", { notifications: { toolsListChanged: true } });
  child.tool("later", { description: "d" }, () => "");
  parent.tool("own", { description: "d" }, () => "");
  await client.until(() => client.notifications("notifications/tools/list_changed").length > 0);
  expect(client.notifications("notifications/tools/list_changed")).toHaveLength(1);
  expect(await names(client)).toEqual(["own"]);
});

test("an extension stays with the server that it was added to", async () => {
  const child = create("child").extend({ id: "com.example/x" });
  const client = new ScriptedClient(create("parent").mount("c", child));
  const { result } = await client.request("server/discover");
  expect(result["capabilities"]).toEqual({ logging: {} });
});

test("names that are taken are refused when mounting, and nothing of the mount is left", async () => {
  const parent = create("parent").tool("crm_get_customer", { description: "own" }, () => "own");
  const refused = expect.objectContaining({
    code: "INVALID_DEFINITION",
    message: expect.stringContaining("There is a tool crm_get_customer already"),
  });
  expect(() => parent.mount("crm", crm())).toThrow(refused);
  const client = new ScriptedClient(parent);
  expect((await client.request("prompts/get", { name: "crm_summary" })).error).toBeDefined();
  expect(await names(client)).toEqual(["crm_get_customer"]);
});

test("of names that are taken later the parent's own stays, and the log says so once", async () => {
  const messages: string[] = [];
  const child = crm();
  const parent = create("parent", ({ message }) => messages.push(message))
    .tool("crm_later", { description: "own" }, () => "own")
    .mount("crm", child);
  child.tool("later", { description: "child's" }, () => "child");
  const client = new ScriptedClient(parent);
  for (let call = 0; call < 3; call += 1) {
    const { result } = await client.request("tools/call", { name: "crm_later" });
    expect(text(result)).toBe("own");
    child.remove("tools", "other");
  }
  parent.mount("more", create("more"));
  expect(await names(client)).toEqual(["crm_later", "crm_get_customer"]);
  expect(messages).toEqual([
    "There is a tool crm_later already, which stays; remove or rename one of the two",
  ]);
});

test.each(["", "a b", "a/b", "é", "x".repeat(65), "_a", "a.b"])(
  "%j is refused as a namespace",
  (namespace) => {
    expect(() => create("p").mount(namespace, crm())).toThrow(
      expect.objectContaining({ code: "INVALID_DEFINITION" }),
    );
  },
);

test("mounts that cannot work are refused", () => {
  const refused = (message: RegExp): unknown =>
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringMatching(message),
    });
  const one = create("one");
  const two = create("two").mount("one", one);
  expect(() => one.mount("self", one)).toThrow(refused(/one cannot be mounted in itself/));
  expect(() => one.mount("two", create("three").mount(two))).toThrow(refused(/in itself/));
  expect(() => two.mount("one", create("other"))).toThrow(refused(/mounted as one already/));
  expect(() => create("p").mount(one).mount(one)).toThrow(refused(/one is mounted already/));
  expect(() => one.mount("x", {} as Server)).toThrow(refused(/made by createServer/));
  const wild = create("wild").resource("{+uri}", {}, () => "");
  expect(() => create("p").mount("w", wild)).toThrow(refused(/scheme.*is a variable/));
  const long = create("long").tool("t".repeat(120), { description: "d" }, () => "");
  expect(() => create("p").mount("namespace", long)).toThrow(refused(/cannot name a tool/));
});

test("a mounted server shares the backplane of the one that it is mounted in", () => {
  const child = create("child");
  const parent = create("parent").mount("c", child);
  expect(child.backplane).toBe(parent.backplane);
});

test("an argument that a transform of a mount names is what the child's middleware sees", async () => {
  const seen: unknown[] = [];
  const child = crm().use("tools/call", (request, next) => {
    seen.push(request.params);
    return next();
  });
  const transform = {
    tools: { get_customer: { name: "find", arguments: { id: { name: "customer" } } } },
  } as const;
  const client = new ScriptedClient(create("parent").mount("crm", child, { transform }));
  const call = { name: "crm_find", arguments: { customer: "7" } };
  const { result } = await client.request("tools/call", call);
  expect(JSON.parse(String(text(result)))).toEqual({ id: "7", name: "get_customer" });
  expect(seen).toMatchObject([{ name: "get_customer", arguments: { id: "7" } }]);
  const failed = (await client.request("tools/call", { ...call, arguments: {} })).result;
  expect(text(failed)).toMatch(/Invalid arguments for crm_find: customer: /);
  expect((await client.request("tools/call", { name: "crm_get_customer" })).error.code).toBe(
    ErrorCode.InvalidParams,
  );
});

test("the types of what is mounted have their namespace", () => {
  const child = create("c").tool(
    "get",
    { description: "d", input: z.object({ id: z.string() }), output: z.object({ n: z.number() }) },
    () => ({ n: 1 }),
  );
  const parent = create("p")
    .tool("own", { description: "d" }, () => 1)
    .mount("crm", child);
  type Tools = (typeof parent)["~catalogue"]["tools"];
  expectTypeOf<keyof Tools>().toEqualTypeOf<"own" | "crm_get">();
  expectTypeOf<Tools["crm_get"]["input"]>().toEqualTypeOf<{ id: string }>();
  expectTypeOf<Tools["crm_get"]["output"]>().toEqualTypeOf<{ n: number }>();
  const bare = create("q").mount(child);
  expectTypeOf<keyof (typeof bare)["~catalogue"]["tools"]>().toEqualTypeOf<"get">();
});
