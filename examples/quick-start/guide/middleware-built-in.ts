// #region built-in

import { createServer, logging, responseCache, sizeLimit, timing } from "mortise";
// #endregion

import assert from "node:assert/strict";
import type { RequestRecord } from "mortise";
import { connect } from "mortise";

const records: RequestRecord[] = [];
let asked = 0;

// #region built-in
const times = timing();
const server = createServer({ name: "rates", version: "1.0.0" })
  .use(logging({ log: (record) => records.push(record) }))
  .use(times)
  .use(sizeLimit({ max: 100_000 }))
  .use(responseCache({ ttl: "1m" }))
  .tool(
    "rate",
    { description: "The rate of a currency", annotations: { readOnlyHint: true } },
    () => {
      asked += 1;
      return { usd: 1.08 };
    },
  );
// #endregion

await using client = await connect(server);
await client.callTool("rate");
await client.callTool("rate");
assert.equal(asked, 1);
const calls = records.filter(({ method }) => method === "tools/call");
assert.deepEqual(
  calls.map(({ target, outcome }) => [target, outcome]),
  [
    ["rate", "complete"],
    ["rate", "complete"],
  ],
);
const [rate] = times.timings().filter(({ tool }) => tool === "rate");
assert.deepEqual([rate?.count, rate?.failures], [2, 0]);
