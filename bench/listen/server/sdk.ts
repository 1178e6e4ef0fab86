// `@modelcontextprotocol/server`, allowed more streams than the 1,024 it takes by itself.
import { createServer } from "node:http";
import type { NodeIncomingMessageLike } from "@modelcontextprotocol/node";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { listen } from "../../server/control.ts";
import { resource } from "../message.ts";

const handler = createMcpHandler(
  () => {
    const server = new McpServer(
      { name: "bench", version: "1.0.0" },
      { capabilities: { resources: { subscribe: true } } },
    );
    server.registerResource("counter", resource, {}, (uri) => ({
      contents: [{ uri: uri.href, text: "0" }],
    }));
    return server;
  },
  { maxSubscriptions: 1_000_000 },
);
const handle = toNodeHandler(handler);
listen(
  // Node's own type does not satisfy the adapter's under exactOptionalPropertyTypes.
  createServer((request, response) => void handle(request as NodeIncomingMessageLike, response)),
  { change: () => handler.notify.resourceUpdated(resource) },
);
