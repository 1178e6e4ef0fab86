// #region errors

import { createServer, ToolError } from "mortise";
import { z } from "zod";
// #endregion

// #region timeout

import { setTimeout as pause } from "node:timers/promises";
// #endregion

import assert from "node:assert/strict";
import { connect } from "mortise";
import { assertQuoted } from "./page.ts";

const reported: string[] = [];

// #region errors
const server = createServer({
  name: "orders",
  version: "1.0.0",
  log: ({ level, message }) => reported.push(`${level}: ${message}`),
})
  .tool(
    "get_order",
    { description: "One order.", input: z.object({ order_id: z.string() }) },
    ({ order_id }) => {
      throw new ToolError(`No order ${order_id}`, {
        code: "not_found",
        data: { known: ["O-1", "O-2"] },
      });
    },
  )
  .tool("busy", { description: "A busy service." }, () => {
    throw new ToolError("Too many requests", { code: "rate_limited", retryAfterMs: 2000 });
  })
  .tool("broken", { description: "A mistake of ours." }, () => {
    throw new Error("password is hunter2");
  });
// #endregion

await using client = await connect(server);
for (const [name, input] of [
  ["get_order", { order_id: "O-9" }],
  ["busy", {}],
  ["broken", {}],
] as const) {
  const outcome = await client.callTool(name, input);
  assert.equal(outcome.isError, true);
  assertQuoted("servers.md", outcome.text);
}
assert.equal(reported.length, 1);
assertQuoted("servers.md", reported[0] ?? "nothing was reported");
assert.match(reported[0] ?? "", /^error: .*broken.*password is hunter2$/);

// #region read
const { isError, text } = await client.callTool("get_order", { order_id: "O-9" });
const failure = isError ? JSON.parse(text) : undefined;
if (failure?.code === "not_found") reported.push(`there are ${failure.known.join(", ")}`);
// #endregion
assert.equal(reported[1], "there are O-1, O-2");

// #region timeout
const slow = createServer({ name: "slow", version: "1.0.0", timeout: "30s" }).tool(
  "report",
  { description: "A report that takes too long.", timeout: "50ms" },
  async (_input, ctx) => {
    await pause(60_000, undefined, { signal: ctx.signal }); // ends when the time is up
    return "done";
  },
);
// #endregion

await using impatient = await connect(slow);
const late = await impatient.callTool("report");
assertQuoted("servers.md", late.text);
