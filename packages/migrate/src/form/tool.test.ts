import { expect, test } from "vitest";
import { convertText, V2 } from "../fixture/convert-text.ts";

test("tool with a name and a handler, whose only parameter is the context", () => {
  expect(
    convertText('server.tool("ping", async (extra) => ({ content: [] }));'),
  ).toMatchInlineSnapshot(`
    {
      "findings": [
        "note 1: a tool without a description",
      ],
      "text": "server.tool("ping", { description: "ping" }, async (_input, extra) => ({ content: [] }));",
    }
  `);
});

test("tool with a description", () => {
  expect(
    convertText('server.tool("ping", "Pings.", () => ({ content: [] }));').text,
  ).toMatchInlineSnapshot(
    `"server.tool("ping", { description: "Pings." }, () => ({ content: [] }));"`,
  );
});

test("tool with a shape and without a description", () => {
  expect(
    convertText('server.tool("add", { a: z.number() }, async ({ a }) => ({ content: [] }));').text,
  ).toMatchInlineSnapshot(
    `"server.tool("add", { description: "add", input: z.object({ a: z.number() }) }, async ({ a }) => ({ content: [] }));"`,
  );
});

test("tool with all of its arguments, on lines of their own, keeps comments", () => {
  const before = `server.tool(
  "add", // the name
  "Adds.",
  {
    // the first
    a: z.number(),
  },
  { readOnlyHint: true },
  async ({ a }) => ({ content: [{ type: "text", text: String(a) }] }),
);`;
  expect(convertText(before).text).toMatchInlineSnapshot(`
    "server.tool(
      "add", // the name
      {
        description: "Adds.",
        input: z.object({
        // the first
          a: z.number(),
        }),
        annotations: { readOnlyHint: true },
      },
      async ({ a }) => ({ content: [{ type: "text", text: String(a) }] }),
    );"
  `);
});

test("tool with annotations and no shape", () => {
  expect(
    convertText(
      'server.tool("now", "The time.", { readOnlyHint: true }, async () => ({ content: [] }));',
    ).text,
  ).toMatchInlineSnapshot(
    `"server.tool("now", { description: "The time.", annotations: { readOnlyHint: true } }, async () => ({ content: [] }));"`,
  );
});

test("tool whose shape is that of a schema, and whose handler is a function with a name", () => {
  const before = `const Input = z.object({ a: z.string() });
async function run({ a }: z.infer<typeof Input>) {
  throw new Error(\`no \${a}\`);
}
server.tool("run", "Runs.", Input.shape, run);`;
  expect(convertText(before).text).toMatchInlineSnapshot(`
    "const Input = z.object({ a: z.string() });
    async function run({ a }: z.infer<typeof Input>) {
      throw new ToolError(\`no \${a}\`);
    }
    server.tool("run", { description: "Runs.", input: Input }, run);"
  `);
});

test("registerTool with a shape, an output and a result", () => {
  const before = `server.registerTool("sum", {
  title: "Sum",
  description: "Adds.",
  inputSchema: { a: z.number() },
  outputSchema: { sum: z.number() },
  annotations: { readOnlyHint: true },
  _meta: { team: "math" },
}, async ({ a }): Promise<CallToolResult> => {
  if (a < 0) return { content: [{ type: "text", text: "negative" }], isError: true };
  const structuredContent = { sum: a };
  return { content: [{ type: "text", text: String(a) }], structuredContent };
});`;
  expect(convertText(before)).toMatchInlineSnapshot(`
    {
      "findings": [],
      "text": "server.tool("sum", {
      title: "Sum",
      description: "Adds.",
      input: z.object({ a: z.number() }),
      output: z.object({ sum: z.number() }),
      annotations: { readOnlyHint: true },
      meta: { team: "math" },
    }, async ({ a }) => {
      if (a < 0) return result({ content: [{ type: "text", text: "negative" }], isError: true });
      const structuredContent = { sum: a };
      return result({ content: [{ type: "text", text: String(a) }], structured: structuredContent });
    });",
    }
  `);
});

test("registerTool with one schema, with an expression for a body, and without a description", () => {
  const before = `server.registerTool("a", { title: "A", inputSchema: z.object({}), outputSchema: z.object({ n: z.number() }) }, () => ({ content: [], structuredContent: { n: 1 } }));`;
  expect(convertText(before)).toMatchInlineSnapshot(`
    {
      "findings": [
        "note 1: a tool without a description",
      ],
      "text": "server.tool("a", { description: "A", title: "A", input: z.object({}), output: z.object({ n: z.number() }) }, () => result({ content: [], structured: { n: 1 } }));",
    }
  `);
});

test("registerTool with a definition that is a constant", () => {
  const before = `const definition = { description: "Reads.", inputSchema: { path: z.string() } };
server.registerTool("read", definition, async ({ path }) => ({ content: [{ type: "text", text: path }] }));`;
  expect(convertText(before).text).toMatchInlineSnapshot(`
    "const definition = { description: "Reads.", input: z.object({ path: z.string() }) };
    server.tool("read", definition, async ({ path }) => ({ content: [{ type: "text", text: path }] }));"
  `);
});

test("registerTool with a definition from elsewhere is left, and marked", () => {
  expect(
    convertText("server.registerTool(tool.name, tool.config, tool.run);"),
  ).toMatchInlineSnapshot(`
    {
      "findings": [
        "left 1: registerTool with a definition that is not written out: tool.config",
      ],
      "text": "// mortise migrate: write server.tool(name, { description, input, … }, handler) with its members
    server.registerTool(tool.name, tool.config, tool.run);",
    }
  `);
});

test("a result that is not written out, of a tool with an output", () => {
  const before = `server.registerTool("a", { description: "A.", outputSchema: { n: z.number() } }, async () => run());`;
  expect(convertText(before)).toMatchInlineSnapshot(`
    {
      "findings": [
        "note 1: a result of a tool with an output schema that is not written out here: run()",
      ],
      "text": "server.tool("a", { description: "A.", output: z.object({ n: z.number() }) }, async () => run() as never);",
    }
  `);
});

test("version 2 has one schema, and its context elsewhere", () => {
  const before = `server.registerTool("a", { description: "A.", inputSchema: z.object({ n: z.number() }) }, async ({ n }, ctx) => {
  await ctx.mcpReq.notify({ method: "notifications/progress", params: { progressToken: 1, progress: n, total: 10 } });
  await ctx.mcpReq.log("info", "done");
  ctx.mcpReq.signal.throwIfAborted();
  return { content: [] };
});`;
  expect(convertText(before, V2).text).toMatchInlineSnapshot(`
    "server.tool("a", { description: "A.", input: z.object({ n: z.number() }) }, async ({ n }, ctx) => {
      ctx.progress(n, 10);
      ctx.log.info("done");
      ctx.signal.throwIfAborted();
      return { content: [] };
    });"
  `);
});
