import assert from "node:assert/strict";
import { createAgent, loadSession } from "mortise/agent";
import { agentSettings, startFakeProvider } from "mortise/testing";
import { shop } from "./shop.ts";

await using provider = await startFakeProvider({
  brain: ({ entries }) => ({ text: `I have heard ${entries.length} things.` }),
});
const settings = agentSettings("gemini", provider.url);
const saved: string[] = [];

// #region session
await using agent = createAgent({ ...settings, servers: { shop } });
await agent.ask("Remember the number 7.");
saved.push(JSON.stringify(agent.session)); // keep it where you like

await using later = createAgent({
  ...settings, // another model may go on
  servers: { shop },
  session: loadSession(saved[0] ?? ""),
});
const { text } = await later.ask("Which number was it?");
// #endregion
assert.equal(text, "I have heard 3 things.");

// #region abort
const stop = new AbortController();
for await (const event of later.run("Think for long", { signal: stop.signal })) {
  if (event.type === "text-start") stop.abort();
  if (event.type === "run-end") assert.equal(event.stopReason, "abort");
}
await later.ask("Where were we?"); // what was said until then is still known
// #endregion
