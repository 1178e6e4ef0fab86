// Mastra, on node:http as its reference page mounts it.
import { createServer } from "node:http";
import { createTool } from "@mastra/core/tools";
import { MCPServer } from "@mastra/mcp";
import { z } from "zod";
import { listen, readWay } from "../../server/way.ts";

const add = createTool({
  id: "add",
  description: "Adds",
  inputSchema: z.object({ a: z.number(), b: z.number() }),
  execute: async ({ a, b }) => ({ sum: Number(a) + Number(b) }),
});
const fail = createTool({
  id: "fail",
  description: "Fails",
  inputSchema: z.object({}),
  execute: async () => {
    throw new Error("No customer C-9");
  },
});
const server = new MCPServer({
  id: "mastra",
  name: "mastra",
  version: "1.0.0",
  tools: { add, fail },
});

if (readWay() === "http") {
  const base = "http://127.0.0.1";
  listen(
    createServer((req, res) => {
      const url = new URL(req.url ?? "", base);
      void server.startHTTP({ url, httpPath: "/mcp", req, res });
    }),
  );
} else await server.startStdio();
