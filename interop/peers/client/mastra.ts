// Mastra's MCP client.
import { MCPClient } from "@mastra/mcp";
import { reportSeen, textOf } from "../../client/seen.ts";

await reportSeen(async (reach) => {
  const server =
    reach.transport === "stdio"
      ? { command: reach.command, args: reach.args }
      : { url: new URL(reach.url) };
  const client = new MCPClient({ servers: { fixture: server }, timeout: 300_000 });
  const tools = await client.listTools();
  const call = (name: string, input: object): Promise<unknown> | undefined =>
    tools[`fixture_${name}`]?.execute?.(input, {});
  return {
    tools: Object.keys(tools).map((name) => name.replace(/^fixture_/, "")),
    sum: await textOf(call("add", { a: 2, b: 3 })),
    failure: await textOf(call("fail", {})),
    resource: await textOf(client.resources.read("fixture", "docs://guide")),
    prompt: await textOf(
      client.prompts.get({ serverName: "fixture", name: "greet", args: { name: "Ada" } }),
    ),
  };
});
