import type { JsonObject } from "@mortise/protocol";
import { REVISIONS } from "@mortise/protocol";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { createServer } from "../server.ts";
import type { AppViewDefinition } from "./app-view.ts";
import type { ToolView } from "./tool-view.ts";

const PAGE = "<!doctype html><p>Orders</p>";
const URI = "ui://desk/orders";

function create(definition: Partial<AppViewDefinition> = {}) {
  const server = createServer({ name: "desk", version: "1" });
  const orders = server.view("orders", { html: PAGE, ...definition });
  return server
    .tool(
      "show_orders",
      { description: "Show orders", meta: { "example.com/a": 1 }, ui: orders },
      () => "2 orders",
    )
    .tool(
      "next_page",
      {
        description: "Turn the page",
        input: z.object({ page: z.int() }),
        ui: { view: orders, visibility: ["app"] },
      },
      ({ page }) => `page ${page}`,
    );
}

describe.each(REVISIONS)("in %s", (revision) => {
  test("a tool points at its view, and the view is read with its settings", async () => {
    const client = new ScriptedClient(
      create({
        html: async () => PAGE,
        csp: { connect: ["https://api.example.com"], resource: ["https://*.cdn.example.com"] },
        permissions: ["clipboardWrite"],
        prefersBorder: true,
      }),
      revision,
    );
    const { tools } = (await client.request("tools/list")).result as { tools: JsonObject[] };
    expect(tools.map(({ _meta }) => _meta)).toEqual([
      { "example.com/a": 1, ui: { resourceUri: URI }, "ui/resourceUri": URI },
      { ui: { resourceUri: URI, visibility: ["app"] }, "ui/resourceUri": URI },
    ]);
    const meta = {
      ui: {
        csp: {
          connectDomains: ["https://api.example.com"],
          resourceDomains: ["https://*.cdn.example.com"],
        },
        permissions: { clipboardWrite: {} },
        prefersBorder: true,
      },
    };
    const mimeType = "text/html;profile=mcp-app";
    expect((await client.request("resources/list")).result["resources"]).toMatchObject([
      { uri: URI, name: "orders", mimeType, _meta: meta },
    ]);
    expect((await client.request("resources/read", { uri: URI })).result["contents"]).toEqual([
      { uri: URI, mimeType, text: PAGE, _meta: meta },
    ]);
    const called = await client.request("tools/call", { name: "show_orders" });
    expect(called.result["content"]).toEqual([{ type: "text", text: "2 orders" }]);
  });

  test("a mounted view is read under the URI that its tools point at", async () => {
    const parent = createServer({ name: "all", version: "1" }).mount("a", create());
    const client = new ScriptedClient(parent, revision);
    const { tools } = (await client.request("tools/list")).result as { tools: JsonObject[] };
    const meta = tools[0]?.["_meta"] as { ui: { resourceUri: string }; "ui/resourceUri": string };
    expect(meta.ui.resourceUri).not.toBe(URI);
    expect(meta["ui/resourceUri"]).toBe(meta.ui.resourceUri);
    const read = await client.request("resources/read", { uri: meta.ui.resourceUri });
    expect(read.result["contents"]).toMatchObject([{ uri: meta.ui.resourceUri, text: PAGE }]);
  });
});

test.each<[string, Partial<AppViewDefinition>, string]>([
  ["no page", { html: " " }, "View orders has no page"],
  ["an unknown member", { frame: true } as object, "orders"],
  ["an unknown permission", { permissions: ["usb" as never] }, 'asks for the permission "usb"'],
  ["an address that is no origin", { csp: { connect: ["api.example.com/x"] } }, "is no origin"],
  [
    "a script of an undeclared origin",
    { html: '<script src="https://cdn.example.com/a.js"></script>' },
    "uses https://cdn.example.com, which hosts block; add it to csp.resource",
  ],
  [
    "a style of an undeclared origin",
    { html: '<link rel="stylesheet" href="//cdn.example.com/a.css">' },
    "uses https://cdn.example.com",
  ],
  [
    "a request",
    { html: '<script>fetch("https://api.example.com/x")</script>' },
    "add it to csp.connect",
  ],
  ["a frame", { html: "<iframe src='https://maps.example.com'></iframe>" }, "add it to csp.frame"],
  [
    "an origin that is declared for something else",
    {
      html: '<img src="https://a.example.com/x.png">',
      csp: { connect: ["https://a.example.com"] },
    },
    "add it to csp.resource",
  ],
])("a view with %s is refused", (_, definition, message) => {
  expect(() => create(definition)).toThrow(message);
});

test.each<[string, Partial<AppViewDefinition>]>([
  [
    "a declared origin",
    {
      html: '<img src="https://a.example.com/x.png">',
      csp: { resource: ["https://*.example.com"] },
    },
  ],
  ["a link that a person follows", { html: '<a href="https://example.com">more</a>' }],
  ["a comment", { html: '<p>a</p><!-- <script src="https://x.example.com"></script> -->' }],
  ["an image inside the page", { html: '<img src="data:image/png;base64,AA==">' }],
  ["a namespace", { html: '<svg xmlns="http://www.w3.org/2000/svg"></svg>' }],
])("a view with %s is taken", (_, definition) => {
  expect(() => create(definition)).not.toThrow();
});

test("a tool takes only views of its own server, and callers that there are", () => {
  const server = createServer({ name: "desk", version: "1" });
  const other = createServer({ name: "other", version: "1" }).view("a", { html: PAGE });
  const add = (ui: unknown) => () =>
    server.tool("t", { description: "Does it", ui: ui as ToolView }, () => "");
  expect(add(other)).toThrow("has the view ui://other/a of another server");
  expect(add({ view: "ui://desk/a" })).toThrow("is no view; give what server.view() returned");
  expect(add({ visibility: ["user"] })).toThrow("neither a view nor the callers");
  expect(add({})).toThrow("neither a view nor the callers");
  expect(add({ visibility: ["app"] })).not.toThrow();
  expect(() => server.view("a b", { html: PAGE })).toThrow("cannot name a view");
});
