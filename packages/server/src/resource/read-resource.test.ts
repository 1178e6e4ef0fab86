import { ErrorCode, ToolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { ServerEvent } from "../log/mask.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";

const events: ServerEvent[] = [];
const create = (): Server =>
  createServer({ name: "s", version: "1", pageSize: 2, log: (event) => events.push(event) });

const server = create()
  .resource(
    "docs://text",
    { mimeType: "text/markdown", cache: { ttl: 5000.9, scope: "public" } },
    () => "# Hi",
  )
  .resource("docs://plain", {}, () => "plain")
  .resource("docs://bytes", {}, () => new Uint8Array([0, 255]))
  .resource("docs://png", {}, () => ({ bytes: new Uint8Array([1]), mimeType: "image/png" }))
  .resource("docs://json", {}, async () => ({ text: "{}", mimeType: "application/json" }))
  .resource("docs://many", {}, () => [
    { uri: "docs://many/1", text: "1" },
    { uri: "docs://many/2", blob: "AA==" },
  ])
  .resource("docs://throws", {}, () => {
    throw new Error("secret");
  })
  .resource("docs://gone", {}, () => {
    throw new ToolError("No such guide", { code: "not_found" });
  })
  .resource("docs://busy", {}, () => {
    throw new ToolError("Too busy", { code: "busy", retryAfterMs: 5 });
  })
  .resource("docs://hangs", { timeout: 20 }, () => new Promise<string>(() => undefined))
  .resource(
    "notes://{id}{?lang}",
    { complete: { id: (value) => [`${value}1`, `${value}2`] } },
    ({ id, lang }, ctx) => JSON.stringify({ id, lang, name: ctx.request.name }),
  );

async function read(uri: unknown, revision: "2026-07-28" | "2025-11-25" = "2026-07-28") {
  return new ScriptedClient(server, revision).request("resources/read", { uri });
}

test.each([
  ["docs://text", [{ uri: "docs://text", mimeType: "text/markdown", text: "# Hi" }]],
  ["docs://plain", [{ uri: "docs://plain", mimeType: "text/plain", text: "plain" }]],
  ["docs://bytes", [{ uri: "docs://bytes", mimeType: "application/octet-stream", blob: "AP8=" }]],
  ["docs://png", [{ uri: "docs://png", mimeType: "image/png", blob: "AQ==" }]],
  ["docs://json", [{ uri: "docs://json", mimeType: "application/json", text: "{}" }]],
  [
    "docs://many",
    [
      { uri: "docs://many/1", text: "1" },
      { uri: "docs://many/2", blob: "AA==" },
    ],
  ],
])("%s is read as what it is", async (uri, contents) => {
  expect((await read(uri)).result).toMatchObject({ contents, resultType: "complete" });
  expect((await read(uri, "2025-11-25")).result).toEqual({ contents });
});

test("a read resource has the cache hints of its definition, and none to keep by default", async () => {
  expect((await read("docs://text")).result).toMatchObject({ ttlMs: 5000, cacheScope: "public" });
  expect((await read("docs://plain")).result).toMatchObject({ ttlMs: 0, cacheScope: "private" });
});

test("a template gives its variables to the handler", async () => {
  const { result } = await read("notes://a%2Fb?lang=de");
  expect(JSON.parse((result["contents"] as { text: string }[])[0]?.text ?? "")).toEqual({
    id: "a/b",
    lang: "de",
    name: "notes://a%2Fb?lang=de",
  });
});

test.each(["docs://other", "docs://gone", "notes://a/b", ""])(
  "%j is not found, in the words of each revision",
  async (uri) => {
    const modern = await read(uri);
    expect(modern.error).toMatchObject({ code: ErrorCode.InvalidParams, data: { uri } });
    const legacy = await read(uri, "2025-11-25");
    expect(legacy.error).toMatchObject({ code: ErrorCode.ResourceNotFound, data: { uri } });
  },
);

test("the author's own error for not found is sent", async () => {
  expect((await read("docs://gone")).error.message).toBe("No such guide");
});

test.each([undefined, 7, null, {}])("a read of %j is refused", async (uri) => {
  expect((await read(uri)).error).toMatchObject({
    code: ErrorCode.InvalidParams,
    message: expect.stringContaining('needs a "uri"'),
  });
});

test("a failing read is masked with an id, unless it was written to be read", async () => {
  events.length = 0;
  const masked = await read("docs://throws");
  expect(masked.error).toMatchObject({
    code: ErrorCode.InternalError,
    message: `internal error (${events[0]?.id})`,
  });
  expect(JSON.stringify(masked)).not.toContain("secret");
  expect((await read("docs://busy")).error).toMatchObject({
    code: ErrorCode.InternalError,
    message: "Too busy",
    data: { error: "Too busy", code: "busy", retryAfterMs: 5 },
  });
  expect((await read("docs://hangs")).error.message).toBe(
    "resource docs://hangs did not finish within 0.02 s",
  );
  expect(events).toHaveLength(1);
});

test("every list is paged, and a template is listed as one", async () => {
  const client = new ScriptedClient(server);
  const { result } = await client.request("resources/templates/list");
  expect(result["resourceTemplates"]).toEqual([
    { uriTemplate: "notes://{id}{?lang}", name: "notes://{id}{?lang}" },
  ]);
  const uris: string[] = [];
  let cursor: unknown;
  do {
    const page = await client.request("resources/list", cursor === undefined ? {} : { cursor });
    const resources = page.result["resources"] as { uri: string }[];
    expect(resources.length).toBeLessThanOrEqual(2);
    uris.push(...resources.map(({ uri }) => uri));
    cursor = page.result["nextCursor"];
  } while (cursor !== undefined);
  expect(uris).toHaveLength(10);
  expect(new Set(uris).size).toBe(10);
});

test("a template that lists what exists is listed with the rest, fresh each time", async () => {
  const ids = ["1", "2", "3"];
  const family = create()
    .resource("fixed://one", { name: "One" }, () => "")
    .resource(
      "item://{id}",
      { list: () => ids.map((id) => ({ uri: `item://${id}`, title: `Item ${id}` })) },
      () => "",
    );
  const client = new ScriptedClient(family);
  const first = await client.request("resources/list");
  expect(first.result).toMatchObject({
    resources: [
      { uri: "fixed://one", name: "One" },
      { uri: "item://1", name: "item://1", title: "Item 1" },
    ],
    ttlMs: 0,
    cacheScope: "private",
  });
  const cursor = first.result["nextCursor"];
  const second = await client.request("resources/list", { cursor });
  expect(second.result["resources"]).toMatchObject([{ uri: "item://2" }, { uri: "item://3" }]);
  expect(second.result).not.toHaveProperty("nextCursor");
  ids.length = 0;
  expect((await client.request("resources/list", { cursor })).error.code).toBe(
    ErrorCode.InvalidParams,
  );
  expect((await client.request("resources/list")).result["resources"]).toHaveLength(1);
});

test.each(["", "x", "-1", "1.5", "0x2", "0", [], true, 2, {}, "9".repeat(5000)])(
  "the cursor %j of a fresh list is refused",
  async (cursor) => {
    const family = create().resource("item://{id}", { list: () => [] }, () => "");
    const { error } = await new ScriptedClient(family).request("resources/list", { cursor });
    expect(error.code).toBe(ErrorCode.InvalidParams);
    expect(error.message.length).toBeLessThan(400);
  },
);

test("a template that lists what it does not match is an error that names it", async () => {
  const family = create().resource("item://{id}", { list: () => [{ uri: "other://1" }] }, () => "");
  const { error } = await new ScriptedClient(family).request("resources/list");
  expect(error).toMatchObject({
    code: ErrorCode.InternalError,
    message: "item://{id} lists other://1, which it does not match",
  });
});

test.each([
  ["guide", /no absolute URI; begin it with a scheme/],
  ["", /no absolute URI/],
  ["docs://{id", /has a \{ without a \}/],
])("the URI %j is refused", (uri, message) => {
  expect(() => create().resource(uri, {}, () => "")).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringMatching(message),
    }),
  );
});

test("a completer for a variable that the template lacks is refused", () => {
  expect(() =>
    create().resource("docs://{id}", { complete: { name: () => [] } }, () => ""),
  ).toThrow(/has no variable "name" to complete; it has id/);
});

test("a URI that is not found is answered with those that are spelt like it", async () => {
  const notes = createServer({ name: "s", version: "1" })
    .resource("docs://guide/onboarding", {}, () => "a")
    .resource("docs://guide/offboarding", { enabled: false }, () => "b")
    .resource("customers://{id}/notes", {}, () => "c");
  const ask = async (uri: string) =>
    (await new ScriptedClient(notes).request("resources/read", { uri })).error.message;
  expect(await ask("docs://guide/on-boarding")).toBe(
    "Resource not found: docs://guide/on-boarding. Spelt like it: docs://guide/onboarding",
  );
  expect(await ask("customer://7/notes")).toBe(
    "Resource not found: customer://7/notes. Spelt like it: customers://{id}/notes",
  );
  expect(await ask("customers://../notes")).toBe("Resource not found: customers://../notes");
  expect(await ask("x://y")).toBe("Resource not found: x://y");
  expect((await ask(`docs://${"x".repeat(5000)}`)).length).toBeLessThan(300);
});

test.each([
  ["docs://ä b", ["docs://ä b", "docs://%C3%A4%20b", "docs://%c3%a4%20b"]],
  ["docs://%C3%A4%20b", ["docs://ä b", "docs://%C3%A4%20b", "docs://%c3%a4%20b"]],
  ["docs://a%2Fb", ["docs://a%2Fb"]],
  ["docs://a%2520b", ["docs://a%2520b"]],
])("%s is read in each of its spellings", async (uri, spellings) => {
  const notes = createServer({ name: "s", version: "1" }).resource(uri, {}, () => "x");
  for (const spelling of spellings) {
    const { result } = await new ScriptedClient(notes).request("resources/read", { uri: spelling });
    expect(result["contents"]).toMatchObject([{ uri: spelling, text: "x" }]);
  }
  for (const other of ["docs://a/b", "docs://a%20b", "docs://a%252Fb", "docs://%ff"]) {
    const { error } = await new ScriptedClient(notes).request("resources/read", { uri: other });
    expect(error.message).toContain("Resource not found");
  }
});

test.each([
  ["URIs", ["t://a"], [{ uri: "t://a", name: "t://a" }]],
  ["a Set of entries", new Set([{ uri: "t://a", name: "A" }]), [{ uri: "t://a", name: "A" }]],
  ["a list as it is sent", { resources: [{ uri: "t://a" }] }, [{ uri: "t://a", name: "t://a" }]],
])("a template may list %s", async (_what, value, expected) => {
  const notes = createServer({ name: "s", version: "1" });
  notes.resource("t://{a}", { list: () => value as never }, () => "x");
  const { result } = await new ScriptedClient(notes).request("resources/list");
  expect(result["resources"]).toEqual(expected);
});

test.each([
  ["nothing", undefined, /^list of t:\/\/\{a\} gave undefined, not a list of resources/],
  ["a list with a number", [7], /gave a list with a number without a uri/],
  ["a list of rows", [{ id: 1 }], /gave a list with an object without a uri/],
  ["a Response", new Response("x"), /it is a Response; read it/],
])("a template that lists %s is refused with the reason", async (_what, value, message) => {
  const notes = createServer({ name: "s", version: "1" });
  notes.resource("t://{a}", { list: () => value as never }, () => "x");
  const { error } = await new ScriptedClient(notes).request("resources/list");
  expect(error.message).toMatch(message);
});

interface Row {
  readonly id: string;
  readonly total: number;
}

test("any data may be read, by its type too; nothing may not", async () => {
  const row: Row = { id: "O-1", total: 5 };
  const data = create()
    .resource("data://row", {}, () => row)
    .resource("data://rows", {}, async () => [row])
    .resource("data://number", {}, () => 5)
    .resource("data://{id}", {}, ({ id }) => ({ id }))
    // @ts-expect-error Nothing is no content.
    .resource("data://null", {}, () => null)
    // @ts-expect-error Nor is it later on.
    .resource("data://later", {}, async () => undefined);
  const texts: unknown[] = [];
  for (const name of ["row", "rows", "number", "x"]) {
    const { result } = await new ScriptedClient(data).request("resources/read", {
      uri: `data://${name}`,
    });
    texts.push((result as { contents: { text: string }[] }).contents[0]?.text);
  }
  expect(texts).toEqual(['{"id":"O-1","total":5}', '[{"id":"O-1","total":5}]', "5", '{"id":"x"}']);
});
