import { connect } from "mortise";
import "mortise/vitest";
import { afterAll, expect, test, vi } from "vitest";

// The orders are kept in the module: these tests have their own, and leave others none of them.
vi.resetModules();
const { default: server } = await import("./server.ts");
afterAll(() => void vi.resetModules());

test("the orders are a result for models, and a page for hosts that show one", async () => {
  await using client = await connect(server);
  const listed = await client.callTool("list_orders", { status: "returned" });
  expect(listed.structured?.orders.map(({ id }) => id)).toEqual(["O-4"]);

  const [page] = (await client.readResource("ui://shop/dashboard")).contents;
  expect(page?.mimeType).toBe("text/html;profile=mcp-app");
});

test("an order is shipped once", async () => {
  await using client = await connect(server);
  const first = await client.callTool("ship_order", { id: "O-1" });
  expect(first.structured).toMatchObject({ id: "O-1", status: "shipped" });
  expect(await client.callTool("ship_order", { id: "O-1" })).toFailWith("not_open");
});
