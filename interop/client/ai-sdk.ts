// AI SDK's MCP client.
import { createMCPClient } from "@ai-sdk/mcp";
import { Experimental_StdioMCPTransport as StdioTransport } from "@ai-sdk/mcp/mcp-stdio";
import { reportSeen, textOf } from "./seen.ts";

await reportSeen(async (reach) => {
  const client = await createMCPClient({
    transport:
      reach.transport === "stdio"
        ? new StdioTransport({ command: reach.command, args: [...reach.args] })
        : { type: "http", url: reach.url },
  });
  const tools = await client.tools();
  const call = async (name: string, input: object): Promise<unknown> =>
    tools[name]?.execute(input, { toolCallId: "1", messages: [], context: {} });
  return {
    tools: Object.keys(tools),
    sum: await textOf(call("add", { a: 2, b: 3 })),
    failure: await textOf(call("fail", {})),
    resource: await textOf(client.readResource({ uri: "docs://guide" })),
    prompt: await textOf(
      client.experimental_getPrompt({ name: "greet", arguments: { name: "Ada" } }),
    ),
  };
});
