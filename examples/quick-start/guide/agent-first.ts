import assert from "node:assert/strict";
// #region agent

import { createAgent } from "mortise/agent";
import { shop } from "./shop.ts";

await using agent = createAgent({ model: "offline", servers: { shop } });
const { text, stopReason } = await agent.ask("What is the status of order O-7?");

// #endregion

import { assertQuoted } from "./page.ts";

assertQuoted("agents.md", text);
assert.equal(stopReason, "answer");
assert.match(text, /shipped/);
assert.match(text, /no language model was used/);
