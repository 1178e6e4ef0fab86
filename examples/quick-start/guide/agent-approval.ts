// #region approval

import { createAgent } from "mortise/agent";
import { shop } from "./shop.ts";
// #endregion

import assert from "node:assert/strict";
import { agentSettings, callThenAnswer, startFakeProvider } from "mortise/testing";
import { assertQuoted } from "./page.ts";

await using provider = await startFakeProvider({
  script: callThenAnswer(
    [{ name: "refund_order", args: { order_id: "O-7", amount: 40 } }],
    ([result]) => `Done: ${result}`,
  ),
});
const settings = agentSettings("anthropic-messages", provider.url);
const confirm = async (question: string): Promise<boolean> => question.includes("refund_order");
const log: string[] = [];

// #region approval
await using agent = createAgent({ ...settings, servers: { shop }, approve: "writes" });

for await (const event of agent.run("Refund order O-7 in full")) {
  switch (event.type) {
    case "approval-request":
      event.answer(confirm(`Run ${event.tool} with ${JSON.stringify(event.args)}?`));
      break;
    case "tool-start":
      log.push(`calls ${event.tool} of ${event.server}`);
      break;
    case "tool-denied":
      log.push(`not run: ${event.reason}`);
      break;
    case "tool-end":
      log.push(`${event.isError ? "failed" : "returned"} ${event.result}`);
      break;
    case "run-end":
      log.push(`${event.stopReason}: ${event.text}`);
      break;
  }
}
// #endregion
assert.deepEqual(log, [
  "calls refund_order of shop",
  'returned {"order_id":"O-7","refunded":40}',
  'answer: Done: {"order_id":"O-7","refunded":40}',
]);

// #region policy
await using careful = createAgent({
  ...settings,
  servers: { shop },
  approve: ({ tool, args, annotations }) => {
    if (annotations.readOnlyHint) return true;
    if (tool === "refund_order" && Number(args["amount"]) > 100) return false;
    return "ask"; // an approval-request for the reader of the run
  },
});
// #endregion
const denied: string[] = [];
for await (const event of careful.run("Refund order O-7")) {
  if (event.type === "tool-denied") denied.push(event.reason); // the request has no answer
}
assert.equal(denied.length, 1);
assertQuoted("agents.md", denied[0] ?? "");
