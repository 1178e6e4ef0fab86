import { expect, test } from "vitest";
import { convertFile, V1 } from "../fixture/convert-text.ts";
import { convertServer, findImports } from "./convert.ts";

const SERVER = `#!/usr/bin/env tsx
/* A server. */
${V1}

const server = new McpServer({ name: "a", version: "1" }, { capabilities: { tools: {} } });
server.tool("add", "Adds.", { a: z.number() }, async ({ a }, extra) => {
  await extra.sendNotification({ method: "notifications/progress", params: { progressToken: 1, progress: a } });
  return { content: [{ type: "text", text: String(a) }] };
});
server.resource("config", "config://app", async (uri) => ({ contents: [{ uri: uri.href, text: "x" }] }));
server.prompt("hi", { name: z.string() }, ({ name }) => ({ messages: [{ role: "user", content: { type: "text", text: name } }] }));
server.server.setRequestHandler(SubscribeRequestSchema, async () => ({}));
await server.connect(custom);
await server.connect(new StdioServerTransport());
`;

test("a second run changes nothing", () => {
  const once = convertFile(SERVER);
  expect(once).not.toBe(SERVER);
  expect(convertFile(once)).toBe(once);
});

test("the first lines and the imports of others stay, and those of Mortise take the place of the first of the SDK", () => {
  const [shebang, comment, ...rest] = convertFile(SERVER).split("\n");
  expect([shebang, comment]).toEqual(["#!/usr/bin/env tsx", "/* A server. */"]);
  expect(rest.filter((line) => line.startsWith("import"))).toEqual([
    'import { createServer, serve } from "mortise";',
    'import express from "express";',
    'import { z } from "zod";',
  ]);
});

test("a name that the file has already is given another one", () => {
  const text = `import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
export function createServer() {
  return new McpServer({ name: "a", version: "1" });
}
`;
  expect(convertFile(text)).toBe(`import { createServer as mortiseCreateServer } from "mortise";
export function createServer() {
  return mortiseCreateServer({ name: "a", version: "1" });
}
`);
});

test("JavaScript has no types written into it", () => {
  const text = `import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
const server = new Server({ name: "a", version: "1" });
server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools }));
server.setRequestHandler(CallToolRequestSchema, async (request, extra) => run(request, extra));
`;
  expect(convertFile(text, "server.js")).not.toMatch(/: Record|as Tool|import type/);
});

test("definitions, schemas and handlers are found in the files that are imported", () => {
  const files = new Map([
    [
      "src/index.ts",
      `import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { echo } from "./echo.js";
import * as math from "./math.js";
const server = new McpServer({ name: "a", version: "1" });
server.registerTool("echo", echo.definition, echo.run);
server.registerTool("add", math.definition, math.run);
`,
    ],
    [
      "src/echo.ts",
      `import { z } from "zod";
export const echo = {
  definition: { description: "Echoes.", inputSchema: { text: z.string() } },
  async run({ text }) {
    throw new Error(text);
  },
};
`,
    ],
    [
      "src/math.ts",
      `import { z } from "zod";
export const definition = { description: "Adds.", inputSchema: { n: z.number() } };
export async function run({ n }) {
  throw new Error(n);
}
`,
    ],
  ]);
  const { changed, findings, registrations } = convertServer({
    files,
    resolve: (_from, specifier) => specifier.replace("./", "src/").replace(/js$/, "ts"),
  });
  expect(findings).toEqual([]);
  expect(registrations).toEqual({ found: 2, converted: 2 });
  expect(changed.get("src/echo.ts")).toContain("input: z.object({ text: z.string() })");
  expect(changed.get("src/echo.ts")).toContain("throw new ToolError(text)");
  expect(changed.get("src/math.ts")).toContain("input: z.object({ n: z.number() })");
  expect(changed.get("src/math.ts")).toContain("throw new ToolError(n)");
});

test("zod 3 is written as zod 4", () => {
  const text = `import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod/v3";
server.registerTool("a", { description: "A.", inputSchema: { m: z.record(z.number()), n: z.string({ required_error: "n!" }) } }, run);
`;
  expect(convertFile(text)).toBe(
    `
import { z } from "zod";
server.tool("a", { description: "A.", input: z.object({ m: z.record(z.string(), z.number()), n: z.string({ error: "n!" }) }) }, run);
`.slice(1),
  );
});

test.each([
  [
    "const a = ;",
    "server.ts:1 cannot be read as JavaScript or TypeScript: Unexpected token (1:10)",
  ],
  ['import express from "express";', "server.ts is no server of the official SDK"],
])("%j is refused", (text, message) => {
  expect(() => convertFile(text)).toThrow(
    expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(message) }),
  );
});

test("imports of every form are found", () => {
  const text = `import "a"; import b from "b"; export * from "c"; export { d } from "d"; const e = await import("e");`;
  expect(findImports("x.ts", text)).toEqual(["a", "b", "c", "d", "e"]);
});
