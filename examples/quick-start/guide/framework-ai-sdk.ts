import assert from "node:assert/strict";
import { createOpenAI } from "@ai-sdk/openai";
import { listen } from "mortise";
import { callThenAnswer, FAKE_KEY, startFakeProvider } from "mortise/testing";
import { shop } from "./shop.ts";

await using listening = await listen(shop, { port: 0 });
const { url } = listening;
await using provider = await startFakeProvider({
  script: callThenAnswer(
    [{ name: "get_order", args: { order_id: "O-7" } }],
    ([result]) => `It is ${/shipped/.exec(result ?? "")?.[0]}.`,
  ),
});
const model = createOpenAI({ baseURL: `${provider.url}/v1`, apiKey: FAKE_KEY })("gpt-fake");

// #region tools

import { generateText, isStepCount } from "ai";
import { toAiSdkTools } from "mortise/ai-sdk";
import { connect } from "mortise/client";

await using client = await connect(url);
const { text } = await generateText({
  model,
  tools: await toAiSdkTools(client),
  stopWhen: isStepCount(5),
  prompt: "What is the status of order O-7?",
});
// #endregion
assert.equal(text, "It is shipped.");

// #region mcp

import { createMCPClient } from "@ai-sdk/mcp";

const mcp = await createMCPClient({ transport: { type: "http", url } });
const same = await generateText({
  model,
  tools: await mcp.tools(),
  stopWhen: isStepCount(5),
  prompt: "What is the status of order O-7?",
});
await mcp.close();
// #endregion
assert.equal(same.text, text);
