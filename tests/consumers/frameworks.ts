// Each function at home: the frameworks' own types take what it returns, and a call reaches the server.
import type { StructuredToolInterface } from "@langchain/core/tools";
import type { FunctionTool } from "@openai/agents";
import { RunContext } from "@openai/agents";
import type { ToolSet } from "ai";
import { toAiSdkTools } from "mortise/ai-sdk";
import { connect } from "mortise/client";
import { toLangChainTools } from "mortise/langchain";
import { toMastraTools } from "mortise/mastra";
import { toOpenAiTools } from "mortise/openai-agents";
import { server } from "./server.ts";

const client = await connect(server);
const args = { id: "C-1" };

export const aiSdk: ToolSet = await toAiSdkTools(client);
export const langChain: StructuredToolInterface[] = await toLangChainTools(client);
export const mastra = await toMastraTools(client);
export const openAi: FunctionTool[] = await toOpenAiTools(client);

const call = { toolCallId: "1", messages: [], context: {} };
const results: unknown[] = [
  await aiSdk["get_customer"]?.execute?.(args, call),
  await langChain.find(({ name }) => name === "get_customer")?.invoke(args),
  await mastra["get_customer"]?.execute(args),
  await openAi
    .find(({ name }) => name === "get_customer")
    ?.invoke(new RunContext(), JSON.stringify(args)),
];
for (const result of results) {
  const text = JSON.stringify(result) ?? "";
  process.stdout.write(`${/active/.exec(text)?.[0] ?? text} `);
}
process.stdout.write("\n");
await client.close();
