import { expect, test } from "vitest";
import { createFetchHandler } from "../create-fetch-handler.ts";
import type { FetchOptions } from "../http/fetch-handler.ts";
import { createServer } from "../server.ts";
import type { ServerCardOptions } from "./card-options.ts";
import { serverCard } from "./server-card.ts";

const OPTIONS: ServerCardOptions = {
  name: "com.example/desk",
  url: "https://desk.example.com/mcp",
};
const ORIGIN = "http://127.0.0.1:3000";
const CARD = `${ORIGIN}/mcp/server-card`;
const CATALOG = `${ORIGIN}/.well-known/ai-catalog.json`;

const describedServer = () =>
  createServer({
    name: "desk",
    version: "1.2.0",
    title: "Desk",
    description: "Tickets of the support desk",
    websiteUrl: "https://desk.example.com",
  }).tool("close_ticket", { description: "Closes a ticket" }, () => "closed");

function serve(options: Partial<ServerCardOptions> = {}, more: object = { path: "/mcp" }) {
  return createFetchHandler(describedServer(), {
    card: serverCard({ ...OPTIONS, ...options }),
    ...more,
  });
}

async function read(url: string, init?: RequestInit, handler = serve()) {
  const response = await handler(new Request(url, init));
  return { response, body: (await response.json()) as object };
}

test("the card is beside the endpoint, and says what the server says of itself", async () => {
  const { response, body } = await read(CARD);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/mcp-server-card+json");
  expect(response.headers.get("cache-control")).toBe("public, max-age=3600");
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(body).toEqual({
    $schema: "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json",
    name: "com.example/desk",
    version: "1.2.0",
    description: "Tickets of the support desk",
    title: "Desk",
    websiteUrl: "https://desk.example.com",
    remotes: [
      {
        type: "streamable-http",
        url: "https://desk.example.com/mcp",
        supportedProtocolVersions: expect.arrayContaining(["2026-07-28", "2025-11-25"]),
      },
    ],
  });
});

test.each([CATALOG, `${ORIGIN}/.well-known/mcp/catalog.json`])(
  "the catalog at %s points to the card at its public URL",
  async (url) => {
    const { response, body } = await read(url);
    expect(response.headers.get("content-type")).toBe("application/ai-catalog+json");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(body).toEqual({
      specVersion: "1.0",
      entries: [
        {
          identifier: "urn:air:example.com:mcp:desk",
          type: "application/mcp-server-card+json",
          url: "https://desk.example.com/mcp/server-card",
        },
      ],
    });
  },
);

test("further entries are listed, and a catalog may be left to something else", async () => {
  const other = {
    identifier: "urn:air:example.com:mcp:crm",
    type: "a/b",
    url: "https://a.example",
  };
  const { body } = await read(CATALOG, {}, serve({ catalog: [other] }));
  expect(body).toHaveProperty("entries.1", other);
  const fallback = () => new Response("mine");
  const without = serve({ catalog: false }, { path: "/mcp", fallback });
  expect(await (await without(new Request(CATALOG))).text()).toBe("mine");
  expect((await without(new Request(CARD))).status).toBe(200);
});

test("any Accept is answered, and a tag says whether the card has changed", async () => {
  const { response } = await read(CARD, { headers: { accept: "text/html" } });
  const etag = response.headers.get("etag") ?? "";
  expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
  expect(response.headers.get("access-control-expose-headers")).toBe("ETag");
  const handler = serve();
  for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
    const again = await handler(new Request(CARD, { headers: { "if-none-match": condition } }));
    expect(again.status).toBe(304);
    expect(again.headers.get("etag")).toBe(etag);
    expect(await again.text()).toBe("");
  }
  const changed = await handler(new Request(CARD, { headers: { "if-none-match": '"other"' } }));
  expect(changed.status).toBe(200);
});

test("scripts may ask before they read, and nothing else than reading is allowed", async () => {
  const handler = serve();
  const preflight = await handler(new Request(CARD, { method: "OPTIONS" }));
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-methods")).toBe("GET, HEAD");
  const head = await handler(new Request(CARD, { method: "HEAD" }));
  expect(head.status).toBe(200);
  expect(await head.text()).toBe("");
  expect((await handler(new Request(CARD, { method: "POST" }))).status).toBe(405);
});

test("a server that needs credentials has a public card, which names nothing that it guards", async () => {
  const guarded = createServer({
    name: "desk",
    version: "1.2.0",
    description: "Tickets",
    auth: { authenticate: () => ({ kind: "refused", status: 401, message: "Sign in" }) },
  }).tool("close_ticket", { description: "Closes a ticket" }, () => "closed");
  const handler = createFetchHandler(guarded, { path: "/mcp", card: serverCard(OPTIONS) });
  expect((await handler(new Request(`${ORIGIN}/mcp`, { method: "POST" }))).status).toBe(401);
  const { response, body } = await read(CARD, {}, handler);
  expect(response.status).toBe(200);
  expect(JSON.stringify(body)).not.toContain("close_ticket");
});

test("a header is described without its value", async () => {
  const header = { name: "X-Key", isSecret: true, isRequired: true, value: "hunter2" };
  const { body } = await read(CARD, {}, serve({ headers: [header] }));
  expect(body).toHaveProperty("remotes.0.headers", [
    { name: "X-Key", isRequired: true, isSecret: true },
  ]);
});

test("without a path of the endpoint, the public URL says where the card is", async () => {
  const handler = serve({ url: "https://desk.example.com/tools/mcp/" }, {});
  const { response } = await read(`${ORIGIN}/tools/mcp/server-card`, {}, handler);
  expect(response.status).toBe(200);
  const { body } = await read(CATALOG, {}, handler);
  expect(body).toHaveProperty("entries.0.url", "https://desk.example.com/tools/mcp/server-card");
});

test("the name in a request changes nothing", async () => {
  const { body } = await read("http://evil.example/mcp/server-card");
  expect(JSON.stringify(body)).not.toContain("evil");
});

test("a server has no card unless it is given one", async () => {
  const handler = createFetchHandler(describedServer(), { path: "/mcp" });
  expect((await handler(new Request(CARD))).status).toBe(404);
  expect((await handler(new Request(CATALOG))).status).toBe(404);
});

test.each([
  [{ name: "desk" }, /^serverCard: "desk" is no reverse domain/],
  [{ name: "desk/desk" }, /no reverse domain/],
  [{ name: "com.example/desk/x" }, /no reverse domain/],
  [{ url: "/mcp" }, /url must be an http or https URL/],
  [{ url: "https://ada:hunter2@desk.example.com/mcp" }, /without credentials/],
  [{ url: "https://desk.example.com/mcp?tenant=1" }, /without credentials, query and fragment/],
  [{ maxAge: -1 }, /maxAge takes whole seconds, 0 or more/],
  [{ maxAge: Number.NaN }, /maxAge takes whole seconds/],
  [{ maxAge: "60\r\nset-cookie: a=b" }, /maxAge takes whole seconds/],
  [{ headers: [null] }, /headers takes a list of objects/],
  [{ headers: "Authorization" }, /headers takes a list of objects/],
  [{ catalog: "x" }, /catalog takes a list of objects/],
  [{ catalog: [null] }, /catalog takes a list of objects/],
  [{ repository: { url: "https://hunter2@github.com/a/b" } }, /repository\.url must be .* without/],
  [{ nam: "x" }, /has no option "nam"/],
])("%j is refused", (options, message) => {
  expect(() => serverCard({ ...OPTIONS, ...options } as ServerCardOptions)).toThrow(message);
  expect(() => serverCard({ ...OPTIONS, ...options } as ServerCardOptions)).not.toThrow(/hunter2/);
});

test("words that are no card yet are refused", () => {
  const options = { card: OPTIONS } as unknown as FetchOptions;
  expect(() => createFetchHandler(describedServer(), options)).toThrow(
    "card takes what serverCard({ name, url }) returns",
  );
});

test("a card needs a description that fits, from the server or for itself", () => {
  const plain = createServer({ name: "desk", version: "1.0.0" });
  const open = (options: Partial<ServerCardOptions>) =>
    createFetchHandler(plain, { card: serverCard({ ...OPTIONS, ...options }) });
  expect(() => open({})).toThrow(/The card has no description; give one to createServer/);
  expect(() => open({ description: "x".repeat(101) })).toThrow(
    /The description has 101 characters, and a card takes 100/,
  );
  expect(() => open({ description: "🎫".repeat(101) })).toThrow(/has 101 characters/);
  expect(() => open({ description: "🎫".repeat(100) })).not.toThrow();
});

test("the card has the known members of a repository alone", async () => {
  const url = "https://github.com/acme/desk";
  const repository = { url, source: "github", token: "hunter2" };
  const { body } = await read(CARD, undefined, serve({ repository }));
  expect(body).toMatchObject({ repository: { url, source: "github" } });
  expect(JSON.stringify(body)).not.toContain("hunter2");
});
