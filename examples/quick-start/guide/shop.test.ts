// #region server

import { connect } from "mortise";
import { expect, test } from "vitest";
import { shop } from "./shop.ts";

test("an order that exists is found", async () => {
  await using client = await connect(shop);
  const { structured } = await client.callTool("get_order", { order_id: "O-7" });
  expect(structured).toEqual({ order_id: "O-7", status: "shipped", total: 40 });
});

test("an order that does not exist is told to the model, with a code", async () => {
  await using client = await connect(shop);
  const { isError, text } = await client.callTool("get_order", { order_id: "O-9" });
  expect(isError).toBe(true);
  expect(JSON.parse(text)).toEqual({ error: "No order O-9", code: "not_found" });
});
// #endregion

// #region revisions
test.each(["2026-07-28", "2025-11-25"] as const)("refunds work in %s", async (revision) => {
  await using client = await connect(shop, { revision });
  const { structured } = await client.callTool("refund_order", { order_id: "O-7", amount: 5 });
  expect(structured).toEqual({ order_id: "O-7", refunded: 5 });
});
// #endregion

// #region catalogue
test("what a model is shown does not change by accident", async () => {
  await using client = await connect(shop);
  const tools = await client.listTools();
  expect(tools.map(({ name, description }) => `${name}: ${description}`)).toMatchInlineSnapshot(`
    [
      "get_order: Look up one order by id: status and total.",
      "refund_order: Pay back an order.",
    ]
  `);
});
// #endregion
