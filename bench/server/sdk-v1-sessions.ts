// `@modelcontextprotocol/sdk` 1.x with sessions: a server and a transport for each session, found by
// the header, as the first example of its guide does. Bare node:http and JSON answers favour it.

import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { createCatalogue } from "../catalogue.ts";
import { listen, readSetting } from "./control.ts";
import { createSdkV1Server } from "./create-sdk-v1-server.ts";

const { transport, tools } = readSetting();
if (transport !== "http") throw new Error("Sessions are measured over HTTP only.");
const catalogue = createCatalogue(tools);
const sessions = new Map<string, StreamableHTTPServerTransport>();

async function openSession(): Promise<StreamableHTTPServerTransport> {
  const opened = new StreamableHTTPServerTransport({
    enableJsonResponse: true,
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: (id) => void sessions.set(id, opened),
  });
  // The class's optional callbacks do not satisfy its own interface under exactOptionalPropertyTypes.
  await createSdkV1Server(catalogue).connect(opened as Transport);
  return opened;
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const id = request.headers["mcp-session-id"];
  const known = typeof id === "string" ? sessions.get(id) : undefined;
  await (known ?? (await openSession())).handleRequest(request, response);
}

listen(createServer((request, response) => void handle(request, response)));
