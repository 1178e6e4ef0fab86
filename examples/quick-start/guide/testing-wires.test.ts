// #region wires
import { openClient, WIRES } from "mortise/testing";
import { describe, expect, test } from "vitest";
import { shop } from "./shop.ts";

describe.each(WIRES)("over $name", (wire) => {
  test("refunds work", async () => {
    await using client = await openClient(shop, wire);
    const { structured } = await client.callTool("refund_order", { order_id: "O-7", amount: 5 });
    expect(structured).toEqual({ order_id: "O-7", refunded: 5 });
  });
});
// #endregion
