// `tmcp`: one server for all requests. Its transport speaks web-standard requests, so it is
// mounted with Hono's adapter for Node, the fastest at hand.
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { ZodJsonSchemaAdapter } from "@tmcp/adapter-zod";
import { HttpTransport } from "@tmcp/transport-http";
import { StdioTransport } from "@tmcp/transport-stdio";
import { McpServer } from "tmcp";
import { createCatalogue, greeting } from "../catalogue.ts";
import { listen, readSetting, reportReady } from "./control.ts";

const { transport, tools } = readSetting();
const server = new McpServer(
  { name: "bench", version: "1.0.0", description: "" },
  { adapter: new ZodJsonSchemaAdapter(), capabilities: { tools: { listChanged: true } } },
);
for (const { name, description, input } of createCatalogue(tools)) {
  server.tool({ name, description, schema: input }, (parameters) => ({
    content: [{ type: "text", text: greeting(String(parameters["name"])) }],
  }));
}

if (transport === "http") {
  const http = new HttpTransport(server, { path: "/mcp" });
  const handle = getRequestListener(
    async (request) => (await http.respond(request)) ?? new Response(null, { status: 404 }),
  );
  listen(createServer((request, response) => void handle(request, response)));
} else {
  new StdioTransport(server).listen();
  reportReady();
}
