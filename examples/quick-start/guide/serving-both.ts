// #region state

import { createServer } from "mortise";
import { z } from "zod";
// #endregion

import assert from "node:assert/strict";
import { connect, listen } from "mortise";

// #region state
interface Basket {
  readonly items: Set<string>;
}
const baskets = new Map<string, Basket>();

const server = createServer({ name: "baskets", version: "1.0.0" }).tool(
  "add_item",
  {
    description: "Put an item into a basket; leave basket_id out to begin one.",
    input: z.object({ basket_id: z.string().optional(), item: z.string() }),
  },
  ({ basket_id = crypto.randomUUID(), item }) => {
    const basket = baskets.get(basket_id) ?? { items: new Set() };
    baskets.set(basket_id, basket);
    basket.items.add(item);
    return { basket_id, items: [...basket.items] };
  },
);
// #endregion

await using listening = await listen(server, { port: 0 });
await using ada = await connect<typeof server>(listening.url);
await using bo = await connect<typeof server>(listening.url);
const first = await ada.callTool("add_item", { item: "tea" });
const basket_id = first.structured?.basket_id ?? "";
const [second, other] = await Promise.all([
  ada.callTool("add_item", { basket_id, item: "milk" }),
  bo.callTool("add_item", { item: "coffee" }),
]);
assert.deepEqual(second.structured?.items, ["tea", "milk"]);
assert.deepEqual(other.structured?.items, ["coffee"]);
