// The client of the official SDK 1.x.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { reportSeen, textOf } from "./seen.ts";

await reportSeen(async (reach) => {
  const client = new Client({ name: "sdk-v1", version: "1.0.0" });
  const transport =
    reach.transport === "stdio"
      ? new StdioClientTransport({ command: reach.command, args: [...reach.args] })
      : new StreamableHTTPClientTransport(new URL(reach.url));
  await client.connect(transport as Parameters<Client["connect"]>[0]);
  const { tools } = await client.listTools();
  return {
    tools: tools.map(({ name }) => name),
    sum: await textOf(client.callTool({ name: "add", arguments: { a: 2, b: 3 } })),
    failure: await textOf(client.callTool({ name: "fail" })),
    resource: await textOf(client.readResource({ uri: "docs://guide" })),
    prompt: await textOf(client.getPrompt({ name: "greet", arguments: { name: "Ada" } })),
  };
});
