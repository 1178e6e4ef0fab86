import { createNodeHandler, listen } from "@mortise/node";
import { createServer, serverCard } from "@mortise/server";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import express from "express";
import { expect, onTestFinished, test } from "vitest";

/** The constraints of SEP-2127's schema v1 for what a card of ours may have. */
const text = { type: "string" };
const SCHEMA = {
  type: "object",
  required: ["$schema", "name", "version", "description"],
  additionalProperties: false,
  properties: {
    $schema: { const: "https://static.modelcontextprotocol.io/schemas/v1/server-card.schema.json" },
    name: {
      type: "string",
      minLength: 3,
      maxLength: 200,
      pattern: "^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$",
    },
    version: { type: "string", maxLength: 255 },
    description: { type: "string", minLength: 1, maxLength: 100 },
    title: { type: "string", minLength: 1, maxLength: 100 },
    websiteUrl: { type: "string", format: "uri" },
    repository: {
      type: "object",
      required: ["url", "source"],
      properties: { url: { type: "string", format: "uri" }, source: text, subfolder: text },
    },
    icons: {
      type: "array",
      items: {
        type: "object",
        required: ["src"],
        properties: {
          src: { type: "string", format: "uri" },
          mimeType: text,
          sizes: { type: "array", items: text },
        },
      },
    },
    remotes: {
      type: "array",
      items: {
        type: "object",
        required: ["type", "url"],
        properties: {
          type: { enum: ["streamable-http", "sse"] },
          url: { type: "string", pattern: "^https?://[^\\s]+$" },
          supportedProtocolVersions: { type: "array", items: text },
          headers: { type: "array", items: { type: "object", required: ["name"] } },
        },
      },
    },
  },
};
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);

const server = createServer({
  name: "desk",
  version: "1.2.0",
  description: "Tickets",
  title: "Desk",
  websiteUrl: "https://desk.example.com",
  icons: [{ src: "https://desk.example.com/i.png", mimeType: "image/png", sizes: ["48x48"] }],
});
const words = {
  name: "com.example/desk",
  url: "https://desk.example.com/mcp",
  repository: { url: "https://github.com/acme/desk", source: "github", subfolder: "server" },
  headers: [{ name: "X-Tenant", description: "yours", isRequired: true }],
};
const card = serverCard(words);

test("a listening server has a card that is valid, and a catalog that leads to it", async () => {
  await using listening = await listen(server, { port: 0, card });
  const response = await fetch(`${listening.url}/server-card`);
  const document = await response.json();
  const validate = ajv.compile(SCHEMA);
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  expect(response.headers.get("etag")).toBeTruthy();
  const again = await fetch(`${listening.url}/server-card`, {
    headers: { "if-none-match": response.headers.get("etag") ?? "" },
  });
  expect(again.status).toBe(304);
  const origin = new URL(listening.url).origin;
  const catalog = (await (await fetch(`${origin}/.well-known/ai-catalog.json`)).json()) as {
    readonly entries: readonly { readonly url: string }[];
  };
  const path = new URL(catalog.entries[0]?.url ?? "").pathname;
  expect(await (await fetch(`${origin}${path}`)).json()).toEqual(document);
});

test("behind a mount of Express, the card is beside the endpoint as clients see it (rekog-labs/MCP-Nest#125)", async () => {
  const alone = serverCard({ ...words, catalog: false });
  const app = express().use("/mcp", createNodeHandler(server, { card: alone }));
  const http = app.listen(0, "127.0.0.1");
  onTestFinished(() => void http.close());
  await new Promise((resolve) => http.once("listening", resolve));
  const { port } = http.address() as { readonly port: number };
  const response = await fetch(`http://127.0.0.1:${port}/mcp/server-card`);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ name: "com.example/desk" });
});

test("a fallback keeps its pages, and not those of the card", async () => {
  await using listening = await listen(server, {
    port: 0,
    card,
    fallback: (_request, response) => void response.end("mine"),
  });
  const origin = new URL(listening.url).origin;
  expect(await (await fetch(`${origin}/.well-known/mcp/other.json`)).text()).toBe("mine");
  const catalog = await fetch(`${origin}/.well-known/mcp/catalog.json`);
  expect(catalog.headers.get("content-type")).toBe("application/ai-catalog+json");
});
