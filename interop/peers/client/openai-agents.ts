// OpenAI's Agents SDK.
import { MCPServerStdio, MCPServerStreamableHttp } from "@openai/agents";
import { reportSeen, textOf } from "../../client/seen.ts";

await reportSeen(async (reach) => {
  const settings = { name: "fixture", clientSessionTimeoutSeconds: 300 };
  const server =
    reach.transport === "stdio"
      ? new MCPServerStdio({ ...settings, command: reach.command, args: [...reach.args] })
      : new MCPServerStreamableHttp({ ...settings, url: reach.url });
  await server.connect();
  const tools = await server.listTools();
  return {
    tools: tools.map(({ name }) => name),
    sum: await textOf(server.callTool("add", { a: 2, b: 3 })),
    failure: await textOf(server.callTool("fail", {})),
    resource: await textOf(server.readResource("docs://guide")),
  };
});
