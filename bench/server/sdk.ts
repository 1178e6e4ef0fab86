// `@modelcontextprotocol/server`, as its serving guide wires it, with the schemas built once
// outside the factory: the cheapest form, since the factory runs for every HTTP request.
import { createServer } from "node:http";
import type { NodeIncomingMessageLike } from "@modelcontextprotocol/node";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
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

if (transport === "http") {
  const handle = toNodeHandler(createMcpHandler(createBenchServer));
  // Node's own type does not satisfy the adapter's under exactOptionalPropertyTypes.
  listen(
    createServer((request, response) => void handle(request as NodeIncomingMessageLike, response)),
  );
} else {
  serveStdio(createBenchServer);
  reportReady();
}
