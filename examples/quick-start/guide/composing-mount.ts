// #region mount

import { connect, createServer } from "mortise";
import { z } from "zod";
// #endregion

import assert from "node:assert/strict";

// #region mount
const crm = createServer({ name: "crm", version: "1.0.0" })
  .tool(
    "get_customer",
    { description: "Look up a customer.", input: z.object({ id: z.string() }) },
    ({ id }) => ({ id, plan: "pro" }),
  )
  .resource("docs://handbook", {}, () => "How we treat customers");

const desk = createServer({ name: "desk", version: "1.0.0" })
  .tool("ping", { description: "Answer." }, () => "pong")
  .mount("crm", crm);

await using client = await connect(desk);
const { structured } = await client.callTool("crm_get_customer", { id: "C-1" }); // typed
const { contents } = await client.readResource("docs://crm/handbook");
// #endregion
assert.deepEqual(structured, { id: "C-1", plan: "pro" });
assert.equal(contents[0]?.uri, "docs://crm/handbook");

// #region later
crm.tool("list_customers", { description: "List all." }, () => ["C-1"]); // appears as crm_list_customers
crm.resourceUpdated("docs://handbook"); // notifies subscribers of docs://crm/handbook
desk.unmount("crm");
// #endregion
assert.deepEqual(
  (await client.listTools()).map(({ name }) => name),
  ["ping"],
);
