import assert from "node:assert/strict";

// #region server
import { createServer, result, serve, ToolError } from "mortise";
import { z } from "zod";

// #endregion

const orders = new Map([["O-7", { id: "O-7", status: "shipped" }]]);

// #region server
const server = createServer({
  name: "orders",
  version: "1.0.0",
  instructions: "Look orders up before you answer.",
});

server.tool(
  "get_order",
  {
    description: "Look up an order.",
    input: z.object({ id: z.string() }),
    output: z.object({ id: z.string(), status: z.string() }),
    annotations: { readOnlyHint: true },
  },
  async ({ id }, extra) => {
    extra.log.info({ id });
    const order = orders.get(id);
    if (!order) throw new ToolError(`No order ${id}`);
    return result({
      content: [{ type: "text", text: JSON.stringify(order) }],
      structured: order,
    });
  },
);

server.resource(
  "orders://{id}",
  { name: "order", mimeType: "application/json" },
  async ({ id }, ctx, uri = new URL(ctx.request.name)) => ({
    contents: [{ uri: uri.href, text: JSON.stringify(orders.get(String(id))) }],
  }),
);

server.prompt(
  "review",
  { description: "Review an order.", input: z.object({ id: z.string() }) },
  ({ id }) => ({
    messages: [{ role: "user", content: { type: "text", text: `Review the order ${id}.` } }],
  }),
);

await serve(server);

// #endregion

import { connect } from "mortise";

await using client = await connect(server);
const { structured } = await client.callTool("get_order", { id: "O-7" });
assert.deepEqual(structured, { id: "O-7", status: "shipped" });
const failed = await client.callTool("get_order", { id: "O-8" });
assert.match(failed.text, /No order O-8/);
const { contents } = await client.readResource("orders://O-7");
assert.deepEqual(contents, [{ uri: "orders://O-7", text: '{"id":"O-7","status":"shipped"}' }]);
const { messages } = await client.getPrompt("review", { id: "O-7" });
assert.deepEqual(messages[0]?.content, { type: "text", text: "Review the order O-7." });
