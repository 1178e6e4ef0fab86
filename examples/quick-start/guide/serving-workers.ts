import assert from "node:assert/strict";
// #region workers

import { createServer, serve } from "mortise";

const server = createServer({ name: "reports", version: "1.0.0" }).tool(
  "count",
  { description: "Counts to a million." },
  () => {
    let count = 0;
    while (count < 1_000_000) count += 1;
    return { count, by: process.pid };
  },
);

const serving = await serve(server, { http: { port: 0 }, workers: "auto" });

// #endregion

import { connect } from "mortise";

if (serving.role === "primary") {
  await using client = await connect(serving.url ?? "");
  const { structured } = await client.callTool("count");
  const { count, by } = structured as { count: number; by: number };
  assert.equal(count, 1_000_000);
  assert.notEqual(by, process.pid);
  await client.close();
  await serving.close();
}
