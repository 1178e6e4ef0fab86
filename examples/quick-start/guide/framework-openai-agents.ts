import assert from "node:assert/strict";
import { OpenAIProvider, setTracingDisabled } from "@openai/agents";
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
setTracingDisabled(true);
const baseURL = `${provider.url}/v1`;
const model = await new OpenAIProvider({ baseURL, apiKey: FAKE_KEY }).getModel("gpt-fake");

// #region tools

import { Agent, run } from "@openai/agents";
import { connect } from "mortise/client";
import { toOpenAiTools } from "mortise/openai-agents";

await using client = await connect(url);
const agent = new Agent({ name: "Shop", model, tools: await toOpenAiTools(client) });
const { finalOutput } = await run(agent, "What is the status of order O-7?");
// #endregion
assert.equal(finalOutput, "It is shipped.");

// #region mcp

import { MCPServerStreamableHttp } from "@openai/agents";

const server = new MCPServerStreamableHttp({ url, name: "shop" });
await server.connect();
const other = new Agent({ name: "Shop", model, mcpServers: [server] });
const same = await run(other, "What is the status of order O-7?");
await server.close();
// #endregion
assert.equal(same.finalOutput, finalOutput);
