// Mastra: one server for all requests, on node:http as its reference page mounts it.
import { createServer } from "node:http";
import { createTool } from "@mastra/core/tools";
import { MCPServer } from "@mastra/mcp";
import { createCatalogue, greeting } from "../catalogue.ts";
import { listen, readSetting, reportReady } from "../server/control.ts";

const { transport, tools } = readSetting();
const server = new MCPServer({
  id: "bench",
  name: "bench",
  version: "1.0.0",
  tools: Object.fromEntries(
    createCatalogue(tools).map(({ name, description, input }) => [
      name,
      createTool({
        id: name,
        description,
        inputSchema: input,
        execute: async (parameters) => greeting(String(parameters["name"])),
      }),
    ]),
  ),
});

if (transport === "http") {
  const base = "http://127.0.0.1";
  listen(
    createServer((req, res) => {
      const url = new URL(req.url ?? "", base);
      void server.startHTTP({ url, httpPath: "/mcp", req, res });
    }),
  );
} else {
  await server.startStdio();
  reportReady();
}
