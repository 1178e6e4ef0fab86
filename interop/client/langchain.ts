// LangChain's MCP adapters.
import { MultiServerMCPClient } from "@langchain/mcp-adapters";
import { reportSeen, textOf } from "./seen.ts";

await reportSeen(async (reach) => {
  const server =
    reach.transport === "stdio"
      ? { transport: "stdio" as const, command: reach.command, args: [...reach.args] }
      : { transport: "http" as const, url: reach.url };
  const client = new MultiServerMCPClient({ fixture: server });
  const tools = await client.getTools();
  const call = async (name: string, args: Record<string, unknown>): Promise<unknown> =>
    tools.find((tool) => tool.name === name)?.invoke({ type: "tool_call", id: "1", name, args });
  return {
    tools: tools.map(({ name }) => name),
    sum: await textOf(call("add", { a: 2, b: 3 })),
    failure: await textOf(call("fail", {})),
    resource: await textOf(client.readResource("fixture", "docs://guide")),
  };
});
