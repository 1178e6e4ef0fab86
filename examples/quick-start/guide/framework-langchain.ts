import assert from "node:assert/strict";
import type { BaseMessage } from "@langchain/core/messages";
import { AIMessage } from "@langchain/core/messages";
import * as langchain from "langchain";
import { listen } from "mortise";
import { shop } from "./shop.ts";

await using listening = await listen(shop, { port: 0 });
const { url } = listening;
const calls = [{ name: "get_order", args: { order_id: "O-7" }, id: "1" }];
const answer = (messages: BaseMessage[]): AIMessage =>
  new AIMessage(`It is ${/shipped/.exec(messages.at(-1)?.text ?? "")?.[0]}.`);
const model = langchain
  .fakeModel()
  .respondWithTools(calls)
  .respond(answer)
  .respondWithTools(calls)
  .respond(answer)
  .respondWithTools([{ name: "refund_order", args: { order_id: "O-7", amount: 40 }, id: "2" }])
  .respond(new AIMessage("It is paid back."));

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

/** The types of LangChain's middleware hold only where optional members are not exact. */
const humanInTheLoopMiddleware = langchain.humanInTheLoopMiddleware as unknown as (options: {
  readonly interruptOn: ReturnType<typeof toInterruptOn>;
}) => langchain.AgentMiddleware;

// #region approval

import { Command, MemorySaver } from "@langchain/langgraph";
import { toInterruptOn } from "mortise/langchain";

const tools = await toLangChainTools(client);
const asking = createAgent({
  model,
  tools,
  checkpointer: new MemorySaver(),
  middleware: [humanInTheLoopMiddleware({ interruptOn: toInterruptOn(tools) })],
});
const thread = { configurable: { thread_id: "1" } };
const asked = await asking.invoke({ messages: "Pay order O-7 back." }, thread);
// asked.__interrupt__ has the call and its arguments; approve, reject or edit it:
const decisions = [{ type: "approve" }];
const done = await asking.invoke(new Command({ resume: { decisions } }), thread);
// #endregion
assert.equal(asked.messages.at(-1)?.type, "ai");
assert.match(String(done.messages.at(-2)?.content), /"refunded":40/);
