import { expect, test } from "vitest";
import { convertText } from "../fixture/convert-text.ts";

test("registerResource with a URI that its handler uses", () => {
  const before = `server.registerResource("config", "config://app", { title: "Config", mimeType: "text/plain" }, async (uri) => ({ contents: [{ uri: uri.href, text: "x" }] }));`;
  expect(convertText(before).text).toMatchInlineSnapshot(
    `"server.resource("config://app", { name: "config", title: "Config", mimeType: "text/plain" }, async (ctx, uri = new URL(ctx.request.name)) => ({ contents: [{ uri: uri.href, text: "x" }] }));"`,
  );
});

test("resource without metadata, whose handler needs no URI", () => {
  expect(
    convertText(`server.resource("config", "config://app", async () => ({ contents: [] }));`).text,
  ).toMatchInlineSnapshot(
    `"server.resource("config://app", { name: "config" }, async () => ({ contents: [] }));"`,
  );
});

test("a template with a list and suggestions", () => {
  const before = `server.registerResource(
  "note",
  new ResourceTemplate("note://{id}", {
    list: async () => ({ resources: [{ name: "one", uri: "note://1" }] }),
    complete: { id: (value) => ["1"].filter((id) => id.startsWith(value)) },
  }),
  { description: "A note." },
  async (uri, { id }, extra) => ({ contents: [{ uri: uri.href, text: String(id), mimeType: extra.signal.aborted ? "a" : "b" }] }),
);`;
  expect(convertText(before).text).toMatchInlineSnapshot(`
    "server.resource(
      "note://{id}",
      { name: "note", list: async (ctx) => (await (async () => ({ resources: [{ name: "one", uri: "note://1" }] }))()).resources, complete: { id: (value) => ["1"].filter((id) => id.startsWith(value)) }, description: "A note." },
      async ({ id }, extra, uri = new URL(extra.request.name)) => ({ contents: [{ uri: uri.href, text: String(id), mimeType: extra.signal.aborted ? "a" : "b" }] }),
    );"
  `);
});

test("a template under a constant says its variables by its type", () => {
  const before = `const base: string = "note://";
const template: string = \`\${base}{id}\`;
server.registerResource("note", new ResourceTemplate(template, { list: undefined }), {}, async (uri, { id }) => ({ contents: [{ uri: uri.href, text: String(id) }] }));`;
  expect(convertText(before).text).toMatchInlineSnapshot(`
    "const base: string = "note://";
    const template: string = \`\${base}{id}\`;
    server.resource(template as "note://{id}", { name: "note" }, async ({ id }, ctx, uri = new URL(ctx.request.name)) => ({ contents: [{ uri: uri.href, text: String(id) }] }));"
  `);
});

test("a handler with a name is called as before", () => {
  expect(
    convertText(`server.registerResource("config", "config://app", {}, readConfig);`).text,
  ).toMatchInlineSnapshot(
    `"server.resource("config://app", { name: "config" }, (ctx) => readConfig(new URL(ctx.request.name), ctx));"`,
  );
});
