// `@modelcontextprotocol/sdk` 1.x in its stateless mode: a server and a transport for each HTTP
// request, as its stateless example does, on bare node:http with JSON answers (both favour it).

import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { createCatalogue, greeting } from "../catalogue.ts";
import { listen, readSetting, reportReady } from "./control.ts";

const { transport, tools } = readSetting();
const catalogue = createCatalogue(tools);

function createBenchServer(): McpServer {
  const server = new McpServer({ name: "bench", version: "1.0.0" });
  for (const { name, description, input } of catalogue) {
    server.registerTool(name, { description, inputSchema: input }, (parameters) => ({
      content: [{ type: "text", text: greeting(String(parameters["name"])) }],
    }));
  }
  return server;
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const server = createBenchServer();
  const stateless = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  response.on("close", () => {
    void stateless.close();
    void server.close();
  });
  // The class's optional callbacks do not satisfy its own interface under exactOptionalPropertyTypes.
  await server.connect(stateless as Transport);
  await stateless.handleRequest(request, response);
}

if (transport === "http") {
  listen(createServer((request, response) => void handle(request, response)));
} else {
  await createBenchServer().connect(new StdioServerTransport());
  reportReady();
}
