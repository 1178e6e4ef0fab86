// #region steps

import { createServer } from "mortise";
import { z } from "zod";
// #endregion

import assert from "node:assert/strict";
import { connect } from "mortise";

let charges = 0;
let runs = 0;

// #region steps
const server = createServer({ name: "shop", version: "1.0.0" }).tool(
  "order",
  { description: "Order something.", input: z.object({ sku: z.string() }) },
  async ({ sku }, ctx) => {
    runs += 1;
    const size = await ctx.elicit("size", {
      message: "Which size?",
      schema: z.object({ size: z.enum(["S", "M", "L"]) }),
    });
    if (size.action !== "accept") return "Nothing was ordered.";
    const payment = await ctx.step("charge", () => charge(sku)); // once, however often we run
    const gift = await ctx.elicit("gift", {
      message: `Paid (${payment.id}). Wrap it as a gift?`,
      schema: z.object({ wrap: z.boolean() }),
    });
    return { sku, ...size.content, payment: payment.id, gift: gift.action === "accept" };
  },
);
// #endregion

async function charge(sku: string): Promise<{ id: string }> {
  charges += 1;
  return { id: `pay-${sku}-${charges}` };
}

for (const [revision, expected] of [
  ["2026-07-28", 3],
  ["2025-11-25", 1],
] as const) {
  charges = 0;
  runs = 0;
  await using client = await connect(server, {
    revision,
    elicit: async ({ message }) => ({
      action: "accept",
      content: message === "Which size?" ? { size: "M" } : { wrap: true },
    }),
  });
  const { structured } = await client.callTool("order", { sku: "mug" });
  assert.deepEqual(structured, { sku: "mug", size: "M", payment: "pay-mug-1", gift: true });
  assert.equal(charges, 1);
  assert.equal(runs, expected);
}

let turns = 0;
// #region together
const both = createServer({ name: "both", version: "1.0.0" }).tool(
  "introduce",
  { description: "Ask two things at once." },
  async (_input, ctx) => {
    const name = z.object({ name: z.string() });
    const [you, pet] = await Promise.all([
      ctx.elicit("you", { message: "Your name?", schema: name }),
      ctx.elicit("pet", { message: "Your pet's name?", schema: name }),
    ]);
    turns += 1;
    return [you.action, pet.action];
  },
);
// #endregion
await using client = await connect(both, {
  elicit: async () => ({ action: "accept", content: { name: "Ada" } }),
});
assert.deepEqual((await client.callTool("introduce")).structured, ["accept", "accept"]);
assert.equal(turns, 1);
