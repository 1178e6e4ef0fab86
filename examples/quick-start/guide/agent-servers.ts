// #region servers

import { createAgent } from "mortise/agent";
import { shop } from "./shop.ts";
// #endregion

import assert from "node:assert/strict";
import { connect, createServer, listen } from "mortise";
import { assertQuoted } from "./page.ts";

const archive = createServer({ name: "archive", version: "1.0.0" }).tool(
  "get_order",
  { description: "Look up an old order.", annotations: { readOnlyHint: true } },
  () => "nothing",
);
await using listening = await listen(archive, { port: 0 });
const { url } = listening;
await using client = await connect(shop);

// #region servers
await using agent = createAgent({
  model: "offline",
  servers: {
    shop: client, // a client of your own, which stays open
    archive: { url, headers: { "x-team": "support" }, timeout: "5m" },
    greeter: { command: process.execPath, args: [`${import.meta.dirname}/first-server.ts`] },
    lost: "http://127.0.0.1:2/mcp", // cannot be reached: reported, and left out
  },
  prefix: "collision", // tools of one name bear their server's name
});
const tools = await agent.tools();
// #endregion
assert.deepEqual(
  tools.map(({ name }) => name),
  ["shop_get_order", "refund_order", "archive_get_order", "greet"],
);
const problems: string[] = [];
for await (const event of agent.run("What is the status of order O-7?")) {
  if (event.type === "server-error") problems.push(`${event.server}: ${event.message}`);
}
assert.equal(problems.length, 1);
assertQuoted("agents.md", problems[0]?.replace("lost: ", "") ?? "");

await using alone = createAgent({ model: "offline", servers: { lost: "http://127.0.0.1:2/mcp" } });
await assert.rejects(alone.ask("What is the status of order O-7?"), (error: Error) => {
  assertQuoted("agents.md", error.message);
  return true;
});
await assert.rejects(agent.usePrompt("nope", "greet"), (error: Error) => {
  assertQuoted("agents.md", error.message.replace(/; it has: .*/, "; it has: shop"));
  return true;
});
