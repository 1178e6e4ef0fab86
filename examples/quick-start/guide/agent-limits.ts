// #region limits

import { createAgent } from "mortise/agent";
import { shop } from "./shop.ts";
// #endregion

import assert from "node:assert/strict";
import { agentSettings, scriptedReplies, startFakeProvider } from "mortise/testing";
import { assertQuoted } from "./page.ts";

// A model that never stops calling.
await using provider = await startFakeProvider({
  script: scriptedReplies({ calls: [{ name: "get_order", args: { order_id: "O-7" } }] }),
});
const settings = agentSettings("openai-responses", provider.url);

// #region limits
await using agent = createAgent({
  ...settings,
  servers: { shop },
  limits: { steps: 3, toolCalls: 10, tokens: 50_000, time: "1m", silence: "20s" },
});
const { text, stopReason, steps, toolCalls, usage } = await agent.ask("Look up order O-7");
// #endregion
assertQuoted("agents.md", text);
assert.equal(stopReason, "limit");
assert.ok(steps <= 4 && toolCalls >= 1 && usage.inputTokens > 0);
