// #region keep
import "mortise/vitest";
import { compareContracts, readContract } from "mortise/testing";
import { expect, test } from "vitest";
import { shop } from "./shop.ts";

test("callers of the shop can rely on what they relied on", async () => {
  await expect(shop).toKeepContract("./testing-shop.contract.json");
});
// #endregion

// #region compare
test("an argument that becomes required breaks callers, and another text does not", async () => {
  const before = await readContract(shop);
  const after = structuredClone(before);
  const { get_order } = after.tools;
  Object.assign(get_order ?? {}, {
    description: "Look up an order.",
    inputSchema: { ...get_order?.inputSchema, required: ["order_id", "region"] },
  });

  expect(compareContracts(before, after)).toEqual([
    {
      breaking: false,
      path: "tools.get_order.description",
      message: "tool get_order: its description changed",
    },
    {
      breaking: true,
      path: "tools.get_order.input.region",
      message: "tool get_order: argument region was added and is required",
    },
  ]);
});
// #endregion
