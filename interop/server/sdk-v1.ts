// `@modelcontextprotocol/sdk` 1.x: over HTTP a server and a transport for each session.
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { McpServer, ResourceTemplate } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { z } from "zod";
import { listen, readWay } from "./way.ts";

function createPeer(): McpServer {
  const server = new McpServer({ name: "sdk-v1", version: "1.0.0" });
  server.registerTool(
    "add",
    {
      description: "Adds",
      inputSchema: { a: z.number(), b: z.number() },
      outputSchema: { sum: z.number() },
    },
    ({ a, b }) => ({
      content: [{ type: "text", text: String(a + b) }],
      structuredContent: { sum: a + b },
    }),
  );
  server.registerTool("fail", { description: "Fails" }, () => {
    throw new Error("No customer C-9");
  });
  server.registerResource("guide", "docs://guide", { mimeType: "text/plain" }, ({ href }) => ({
    contents: [{ uri: href, mimeType: "text/plain", text: "Read me" }],
  }));
  const note = new ResourceTemplate("notes://{id}", { list: undefined });
  server.registerResource("note", note, {}, ({ href }, { id }) => ({
    contents: [{ uri: href, text: `Note ${id}` }],
  }));
  server.registerPrompt("greet", { argsSchema: { name: z.string() } }, ({ name }) => ({
    messages: [{ role: "user", content: { type: "text", text: `Hello ${name}` } }],
  }));
  return server;
}

const sessions = new Map<string, StreamableHTTPServerTransport>();

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = request.headers["mcp-session-id"];
  const known = typeof id === "string" ? sessions.get(id) : undefined;
  await (known ?? (await openSession())).handleRequest(request, response);
}

async function openSession(): Promise<StreamableHTTPServerTransport> {
  const opened = new StreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: (id) => void sessions.set(id, opened),
  });
  // The class's optional callbacks do not satisfy its own interface under exactOptionalPropertyTypes.
  await createPeer().connect(opened as Transport);
  return opened;
}

if (readWay() === "http")
  listen(createServer((request, response) => void handle(request, response)));
else await createPeer().connect(new StdioServerTransport());
