// #region first

import { connect } from "mortise";
import "mortise/vitest";
import { expect, test } from "vitest";
import { shop } from "./shop.ts";

test("an order that exists is found", async () => {
  await using client = await connect(shop);
  const order = await client.callTool("get_order", { order_id: "O-7" });
  expect(order).toHaveStructured({ order_id: "O-7", status: "shipped", total: 40 });
});

test("an unknown order is an error for the model, with a code", async () => {
  await using client = await connect(shop);
  const order = await client.callTool("get_order", { order_id: "O-9" });
  expect(order).toFailWith("not_found");
});
// #endregion

// #region matchers
test("the tools, arguments and results of a shop", async () => {
  await using client = await connect(shop);
  await expect(client).toOfferTool("refund_order");
  await expect(client).not.toOfferTool("delete_order");

  expect(await client.callTool("refund_order", { order_id: "O-7", amount: 5 })).toSucceed();
  expect(await client.callTool("refund_order", { order_id: "O-7", amount: -5 })).toFailWith(
    /amount/,
  );
  expect(await client.callTool("get_order", { order_id: "O-7" })).toHaveText(/shipped/);
  await expect(client.readResource("docs://nothing")).rejects.toFailWith(-32602);
});
// #endregion
