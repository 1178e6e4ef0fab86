import assert from "node:assert/strict";

// #region server
import { createServer, image, serve, ToolError } from "mortise";
import { z } from "zod";

// #endregion

const PIXEL = new Uint8Array([137, 80, 78, 71]);
const orders = new Map([["O-7", { id: "O-7", status: "shipped" }]]);

// #region server
const server = createServer({ name: "orders", version: "1.0.0" })
  .tool(
    "get_order",
    {
      description: "Look up an order.",
      input: z.object({ id: z.string() }),
      annotations: { title: "Order", readOnlyHint: true },
      timeout: "5s",
    },
    async ({ id }, { log, progress }) => {
      log.info("looking", id);
      progress(1, 1);
      const order = orders.get(id);
      if (!order) throw new ToolError(`No order ${id}`);
      return JSON.stringify(order);
    },
  )
  .tool("label", { description: "Draw the label of an order." }, () => image(PIXEL, "image/png"))
  .resource("orders://all", { name: "All orders", mimeType: "application/json" }, () =>
    JSON.stringify([...orders.values()]),
  )
  .resource(
    "orders://{id}",
    {
      name: "Order",
      complete: { id: (value) => [...orders.keys()].filter((id) => id.startsWith(value)) },
    },
    ({ id }) => JSON.stringify(orders.get(id)),
  )
  .prompt(
    "review",
    { description: "Review an order.", input: z.object({ id: z.string() }) },
    ({ id }) => `Review the order ${id}.`,
  );

await serve(server); // HTTP with --http 8080

// #endregion

import { connect } from "mortise";

await using client = await connect(server);
assert.equal(
  (await client.callTool("get_order", { id: "O-7" })).text,
  '{"id":"O-7","status":"shipped"}',
);
assert.equal((await client.callTool("label")).content[0]?.type, "image");
