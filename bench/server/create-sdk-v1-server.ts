import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { createCatalogue } from "../catalogue.ts";
import { greeting } from "../catalogue.ts";

/** Creates a server of `@modelcontextprotocol/sdk` 1.x with the tools of the benchmark. */
export function createSdkV1Server(catalogue: ReturnType<typeof createCatalogue>): McpServer {
  const server = new McpServer({ name: "bench", version: "1.0.0" });
  for (const { name, description, input } of catalogue) {
    server.registerTool(name, { description, inputSchema: input }, (parameters) => ({
      content: [{ type: "text", text: greeting(String(parameters["name"])) }],
    }));
  }
  return server;
}
