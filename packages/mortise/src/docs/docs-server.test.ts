import type { Client } from "@mortise/client";
import { connect } from "@mortise/node";
import { expect, onTestFinished, test } from "vitest";
import { createDocsServer } from "./create-docs-server.ts";

async function openDocs(): Promise<Client> {
  const client = await connect(await createDocsServer());
  onTestFinished(() => client.close());
  return client;
}

interface Found {
  readonly results: readonly {
    readonly page: string;
    readonly heading: string;
    readonly excerpt: string;
  }[];
}

async function search(client: Client, query: string, limit?: number): Promise<Found["results"]> {
  const { structured } = await client.callTool("search_docs", { query, limit });
  return (structured as unknown as Found).results;
}

async function read(client: Client, page: string, heading?: string): Promise<string> {
  const { text } = await client.callTool("read_page", { page, heading });
  return text;
}

test.each([
  ["retry a failed tool", "reference/errors.md", "Codes of ToolError"],
  ["how do I protect a server with OAuth", "guide/auth.md", "Protect a server"],
  ["retryable", "reference/errors.md", "Codes of ToolError"],
  ["deploy behind nginx", "guide/deploying.md", "Behind nginx"],
  ["install into Claude Desktop", "guide/installing.md", "Install a server into clients"],
  ["ask the user in a call", "guide/asking.md", "Ask in the middle of a call"],
  ["ctx.signal", "guide/servers.md", "Timeouts, and callers that go away"],
  ["ECONNREFUSED", "guide/clients.md", "When it goes wrong"],
  ["rate limits", "guide/middleware.md", "Rate limits"],
])("a search for %j finds %s", async (words, page, heading) => {
  const found = await search(await openDocs(), words);
  expect(found.map((each) => [each.page, each.heading.split(" > ").at(-1)])).toContainEqual([
    page,
    heading,
  ]);
});

test("each part that a search finds can be read", async () => {
  const client = await openDocs();
  for (const { page, heading, excerpt } of await search(client, "elicitation", 20)) {
    const [line = ""] = excerpt.replace(/^… /, "").split("\n");
    expect(await read(client, page, heading)).toContain(line.replace(/ …$/, ""));
  }
});

test("words that are nowhere find nothing, which is no error", async () => {
  expect(await search(await openDocs(), "xylophone quux")).toEqual([]);
});

test.each(["guide/servers.md", "guide/servers", "servers.md", "../guide/servers.md#tools"])(
  "a page is read by %s",
  async (page) => {
    const text = await read(await openDocs(), page);
    expect(text).toMatch(/^# Write a server\n/);
    expect(text).not.toContain("<!--");
  },
);

test("a part is read with the parts below it, and no further", async () => {
  const text = await read(await openDocs(), "reference/errors.md", "## Codes of `MortiseError`");
  expect(text).toMatch(/^## Codes of MortiseError\n[\s\S]*### ABORTED\n/);
  expect(text).not.toContain("# JSON-RPC codes");
});

test("a page and a part that are not there are refused with those that are", async () => {
  const client = await openDocs();
  expect(await client.callTool("read_page", { page: "guide/bananas.md" })).toMatchObject({
    isError: true,
    content: [
      { text: expect.stringMatching(/no page guide\/bananas\.md; there are .*guide\/README/) },
    ],
  });
  expect(await client.callTool("read_page", { page: "tasks", heading: "Bananas" })).toMatchObject({
    isError: true,
    content: [{ text: expect.stringMatching(/tasks\.md has no part .*it has .*Settings/) }],
  });
  expect(await client.callTool("search_docs", { query: "" })).toMatchObject({ isError: true });
});

test("each page is a resource, and the skill is served", async () => {
  const client = await openDocs();
  const uris = (await client.listResources()).map(({ uri }) => uri);
  expect(uris).toEqual(
    expect.arrayContaining([
      "mortise-docs:///guide/servers.md",
      "mortise-docs:///reference/errors.md",
      "skill://write-an-mcp-server/SKILL.md",
    ]),
  );
  const { contents } = await client.readResource("mortise-docs:///guide/tasks.md");
  expect(contents[0]).toMatchObject({ mimeType: "text/markdown", text: expect.any(String) });
});
