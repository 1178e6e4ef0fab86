// #region endpoint

import { createAgent } from "mortise/agent";
import { shop } from "./shop.ts";
// #endregion

import assert from "node:assert/strict";
import { resolveModel } from "mortise/agent";
import { FAKE_KEY, scriptedReplies, startFakeProvider } from "mortise/testing";
import { assertQuoted } from "./page.ts";

await using provider = await startFakeProvider({ script: scriptedReplies({ text: "Hello." }) });
const baseURL = `${provider.url}/v1`;
const apiKey = FAKE_KEY;

// #region endpoint
await using agent = createAgent({
  model: { baseURL, model: "qwen3-32b", apiKey }, // vLLM, LM Studio, llama.cpp, a proxy …
  servers: { shop },
});
const { label, source } = await agent.model();
// #endregion
assert.match(label, /^qwen3-32b at http/);
assert.equal(source, "given");
assert.equal((await agent.ask("Hi")).text, "Hello.");

for (const [model, environment] of [
  ["anthropic/claude-sonnet-5-5", {}],
  ["claude", {}],
  ["auto", { NODE_ENV: "production" }],
] as const) {
  await assert.rejects(resolveModel(model, { environment, localModels: false }), (error: Error) => {
    assertQuoted("agents.md", error.message);
    return true;
  });
}
const found = await resolveModel("auto", { environment: {}, localModels: false });
assert.equal(found.label, "offline (rules, no language model)");

await using refused = createAgent({
  model: "anthropic/claude-sonnet-5-5",
  environment: { ANTHROPIC_API_KEY: "wrong-key", ANTHROPIC_BASE_URL: provider.url },
  servers: { shop },
});
provider.fail({ kind: "unauthorized" });
await assert.rejects(refused.ask("Hi"), (error: Error) => {
  assertQuoted("agents.md", error.message);
  return true;
});
