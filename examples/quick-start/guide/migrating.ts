import assert from "node:assert/strict";

// #region orders
import { createServer, ToolError } from "mortise";
import { z } from "zod";

// #endregion

const orders = new Map([["O-7", { id: "O-7", status: "shipped" }]]);

// #region orders
const server = createServer({ name: "orders", version: "1.0.0" })
  .tool(
    "get_order",
    {
      description: "Look up an order.",
      input: z.object({ id: z.string() }),
      annotations: { readOnlyHint: true },
    },
    async ({ id }, ctx) => {
      ctx.progress(1, 1);
      const order = orders.get(id);
      if (!order) throw new ToolError(`No order ${id}`, { code: "not_found" });
      return order; // text for the model, structured content for programs
    },
  )
  .resource("orders://{id}", { mimeType: "application/json" }, ({ id }) => orders.get(id) ?? {})
  .prompt(
    "review",
    { description: "Review an order.", input: z.object({ id: z.string() }) },
    ({ id }) => `Review the order ${id}.`,
  );

// #endregion

// #region context
import type { RequestContext } from "mortise";

async function restock(sku: string, { fetch, log, signal }: RequestContext): Promise<void> {
  signal.throwIfAborted();
  log.info({ restock: sku });
  await fetch(`${shopUrl}/stock/${encodeURIComponent(sku)}`, { method: "POST" });
}

// #endregion

import { createServer as createHttpServer } from "node:http";
import { connect } from "mortise";

const posted: string[] = [];
const shop = createHttpServer((request, response) => {
  posted.push(`${request.method} ${request.url}`);
  response.end();
});
await new Promise<void>((resolve) => void shop.listen(0, "127.0.0.1", resolve));
const address = shop.address();
assert.ok(typeof address === "object" && address !== null);
const shopUrl = `http://127.0.0.1:${address.port}`;

await using client = await connect(
  server.tool(
    "restock",
    { description: "Order more.", input: z.object({ sku: z.string() }) },
    async ({ sku }, ctx) => {
      await restock(sku, ctx);
      return "ordered";
    },
  ),
);
// #region call
const { structured } = await client.callTool("get_order", { id: "O-7" });
// #endregion
assert.deepEqual(structured, { id: "O-7", status: "shipped" });
assert.equal((await client.callTool("restock", { sku: "A 1" })).text, "ordered");
assert.deepEqual(posted, ["POST /stock/A%201"]);
const { contents } = await client.readResource("orders://O-7");
assert.equal((contents[0] as { text: string }).text, '{"id":"O-7","status":"shipped"}');
shop.close();
