import { connect } from "mortise";
import "mortise/vitest";
import { expect, test } from "vitest";
import server from "./tested.ts";

test("the server offers its tool", async () => {
  await using client = await connect(server); // in this process: no port, nothing to start
  await expect(client).toOfferTool("get_order");
});

test.each(["2026-07-28", "2025-06-18"] as const)("an order is found on %s", async (revision) => {
  await using client = await connect(server, { revision });
  const order = await client.callTool("get_order", { id: "O-7" });
  expect(order).toHaveStructured({ status: "shipped", total: 40 });
});

test("an unknown order is an error that the model can act on", async () => {
  await using client = await connect(server);
  expect(await client.callTool("get_order", { id: "O-9" })).toFailWith("not_found");
});
