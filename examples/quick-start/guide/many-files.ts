// #region parts

import type { Server } from "mortise";
import { createServer } from "mortise";
import { z } from "zod";
// #endregion

import assert from "node:assert/strict";
import { connect } from "mortise";

// #region parts
interface Database {
  countOrders(customer: string): number;
}

// orders.ts: tools that belong together; `Types` keeps what the server has already.
function addOrders<Types>(server: Server<Types>, database: Database) {
  return server.tool(
    "count_orders",
    { description: "Count a customer's orders.", input: z.object({ customer: z.string() }) },
    ({ customer }) => ({ orders: database.countOrders(customer) }),
  );
}

// server.ts: a function, so that a test can give it a database of its own.
export function createDesk(database: Database) {
  const server = createServer({ name: "desk", version: "1.0.0" });
  return addOrders(server, database);
}
// #endregion

await using client = await connect(createDesk({ countOrders: ({ length }) => length }));
const { structured } = await client.callTool("count_orders", { customer: "Ada" });
assert.equal(structured?.orders, 3);
