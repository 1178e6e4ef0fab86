// #region conversation

import { createAgent, loadConversation } from "mortise/agent";
import { shop } from "./shop.ts";
// #endregion

// #region abort

import assert from "node:assert/strict";
// #endregion

import { agentSettings, startFakeProvider } from "mortise/testing";

await using provider = await startFakeProvider({
  script: ({ entries }) => ({ text: `You have said ${entries.length} things.` }),
});
const settings = agentSettings("gemini", provider.url);
const saved: string[] = [];

// #region conversation
await using agent = createAgent({ ...settings, servers: { shop } });
await agent.ask("Remember the number 7.");
saved.push(JSON.stringify(agent.conversation)); // keep it where you like

await using later = createAgent({
  ...settings, // another model may go on
  servers: { shop },
  conversation: loadConversation(saved[0] ?? ""),
});
const { text } = await later.ask("Which number was it?");
// #endregion
assert.equal(text, "You have said 3 things.");

// #region abort
const stop = new AbortController();
for await (const event of later.run("Think for long", { signal: stop.signal })) {
  if (event.type === "text-start") stop.abort();
  if (event.type === "run-end") assert.equal(event.stopReason, "abort");
}
await later.ask("Where were we?"); // the conversation until then is kept
// #endregion
