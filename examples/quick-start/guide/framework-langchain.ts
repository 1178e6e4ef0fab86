import assert from "node:assert/strict";
import type { BaseMessage } from "@langchain/core/messages";
import { AIMessage } from "@langchain/core/messages";
import { fakeModel } from "langchain";
import { listen } from "mortise";
import { shop } from "./shop.ts";

await using listening = await listen(shop, { port: 0 });
const { url } = listening;
const calls = [{ name: "get_order", args: { order_id: "O-7" }, id: "1" }];
const answer = (messages: BaseMessage[]): AIMessage =>
  new AIMessage(`It is ${/shipped/.exec(messages.at(-1)?.text ?? "")?.[0]}.`);
const model = fakeModel()
  .respondWithTools(calls)
  .respond(answer)
  .respondWithTools(calls)
  .respond(answer);

// #region tools

import { createAgent } from "langchain";
import { connect } from "mortise/client";
import { toLangChainTools } from "mortise/langchain";

await using client = await connect(url);
const agent = createAgent({ model, tools: await toLangChainTools(client) });
const { messages } = await agent.invoke({ messages: "What is the status of order O-7?" });
// #endregion
assert.equal(messages.at(-1)?.text, "It is shipped.");

// #region mcp

import { MultiServerMCPClient } from "@langchain/mcp-adapters";

const mcp = new MultiServerMCPClient({ shop: { transport: "http", url } });
const other = createAgent({ model, tools: await mcp.getTools() });
const same = await other.invoke({ messages: "What is the status of order O-7?" });
await mcp.close();
// #endregion
assert.equal(same.messages.at(-1)?.text, messages.at(-1)?.text);
