import { expect, test } from "vitest";
import { convertText } from "../fixture/convert-text.ts";

test("tools that are listed and answered in place", () => {
  const before = `server.setRequestHandler(ListToolsRequestSchema, async () => ({
  tools: [{ name: "echo", description: "Echoes.", inputSchema: { type: "object", properties: { text: { type: "string" } } } }],
}));

server.setRequestHandler(CallToolRequestSchema, async (request) => {
  switch (request.params.name) {
    case "echo":
      return { content: [{ type: "text", text: String(request.params.arguments?.text) }] };
    default:
      throw new Error("Unknown tool");
  }
});`;
  expect(convertText(before)).toMatchInlineSnapshot(`
    {
      "findings": [],
      "text": "const listTools = () => ({
      tools: [{ name: "echo", description: "Echoes.", inputSchema: { type: "object", properties: { text: { type: "string" } } } }],
    });

    const callTool = async (request: { params: { name: string; arguments?: Record<string, unknown>; _meta?: Record<string, unknown> } }) => {
      switch (request.params.name) {
        case "echo":
          return { content: [{ type: "text", text: String(request.params.arguments?.text) }] };
        default:
          throw new ToolError("Unknown tool");
      }
    };
    for (const tool of listTools().tools) {
      server.tool(
        tool.name,
        {
          description: tool.description ?? tool.name,
          input: tool.inputSchema,
        },
        (args: Record<string, unknown>, ctx) =>
          callTool({ params: { name: tool.name, arguments: args, _meta: ctx.request.meta } }),
      );
    }",
    }
  `);
});

test("tools under a constant, whose handler takes the context", () => {
  const before = `server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: TOOLS }));
server.setRequestHandler(CallToolRequestSchema, async (request, extra) => {
  extra.signal.throwIfAborted();
  return { content: [] };
});`;
  expect(convertText(before)).toMatchInlineSnapshot(`
    {
      "findings": [],
      "text": "const listTools = () => ({ tools: TOOLS });
    const callTool = async (request: { params: { name: string; arguments?: Record<string, unknown>; _meta?: Record<string, unknown> } }, extra: RequestContext) => {
      extra.signal.throwIfAborted();
      return { content: [] };
    };
    for (const tool of listTools().tools as Tool[]) {
      server.tool(
        tool.name,
        {
          description: tool.description ?? tool.name,
          input: tool.inputSchema,
          ...(tool.title && { title: tool.title }),
          ...(tool.outputSchema && { output: tool.outputSchema }),
          ...(tool.annotations && { annotations: tool.annotations }),
          ...(tool.icons && { icons: tool.icons }),
          ...(tool._meta && { meta: tool._meta }),
        },
        (args: Record<string, unknown>, ctx) =>
          callTool({ params: { name: tool.name, arguments: args, _meta: ctx.request.meta } }, ctx),
      );
    }",
    }
  `);
});

test("resources are forwarded", () => {
  const before = `server.setRequestHandler(ListResourcesRequestSchema, async () => {
  return { resources: [{ uri: "a://b", name: "b" }] };
});
server.setRequestHandler(ReadResourceRequestSchema, async (request) => ({ contents: [{ uri: request.params.uri, text: "x" }] }));`;
  expect(convertText(before)).toMatchInlineSnapshot(`
    {
      "findings": [],
      "text": "const listResources = () => {
      return { resources: [{ uri: "a://b", name: "b" }] };
    };
    const readResource = async (request: { params: { uri: string } }) => ({ contents: [{ uri: request.params.uri, text: "x" }] });
    for (const resource of listResources().resources) {
      server.forward("resource", resource, async () => ({
        ...(await readResource({ params: { uri: resource.uri } })),
      }));
    }",
    }
  `);
});

test("a list that is only there later, in a place that cannot wait, is left as a comment", () => {
  const before = `function setUp() {
  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: await load() }));
  server.setRequestHandler(CallToolRequestSchema, call);
}`;
  expect(convertText(before)).toMatchInlineSnapshot(`
    {
      "findings": [
        "left 2: a handler of tools/list",
        "left 3: a handler of tools/call",
      ],
      "text": "function setUp() {
      // mortise migrate: register each with server.tool(…): its list is asynchronous, and this block cannot wait
      // server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: await load() }));
      // mortise migrate: register each tool, resource or prompt with server.tool, server.resource or server.prompt
      // server.setRequestHandler(CallToolRequestSchema, call);
    }",
    }
  `);
});

test("subscriptions are kept by Mortise", () => {
  expect(
    convertText("server.setRequestHandler(SubscribeRequestSchema, async () => ({}));"),
  ).toMatchInlineSnapshot(`
    {
      "findings": [
        "left 1: a handler of resources/subscribe",
      ],
      "text": "// mortise migrate: Mortise keeps subscriptions by itself; call server.resourceUpdated(uri) upon a change
    // server.setRequestHandler(SubscribeRequestSchema, async () => ({}));",
    }
  `);
});
