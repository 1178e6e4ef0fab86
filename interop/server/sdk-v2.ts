// `@modelcontextprotocol/server`, as its serving guide wires it.
import { createServer } from "node:http";
import type { NodeIncomingMessageLike } from "@modelcontextprotocol/node";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, McpServer, ResourceTemplate } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";
import { listen, readWay } from "./way.ts";

function createPeer(): McpServer {
  const server = new McpServer({ name: "sdk-v2", version: "1.0.0" });
  server.registerTool(
    "add",
    {
      description: "Adds",
      inputSchema: z.object({ a: z.number(), b: z.number() }),
      outputSchema: z.object({ sum: z.number() }),
    },
    ({ a, b }) => ({
      content: [{ type: "text", text: String(a + b) }],
      structuredContent: { sum: a + b },
    }),
  );
  server.registerTool("fail", { description: "Fails", inputSchema: z.object({}) }, () => {
    throw new Error("No customer C-9");
  });
  server.registerResource("guide", "docs://guide", { mimeType: "text/plain" }, ({ href }) => ({
    contents: [{ uri: href, mimeType: "text/plain", text: "Read me" }],
  }));
  const note = new ResourceTemplate("notes://{id}", { list: undefined });
  server.registerResource("note", note, {}, ({ href }, { id }) => ({
    contents: [{ uri: href, text: `Note ${id}` }],
  }));
  server.registerPrompt("greet", { argsSchema: z.object({ name: z.string() }) }, ({ name }) => ({
    messages: [{ role: "user", content: { type: "text", text: `Hello ${name}` } }],
  }));
  return server;
}

if (readWay() === "http") {
  const handle = toNodeHandler(createMcpHandler(createPeer));
  // Node's own type does not satisfy the adapter's under exactOptionalPropertyTypes.
  listen(
    createServer((request, response) => void handle(request as NodeIncomingMessageLike, response)),
  );
} else serveStdio(createPeer);
