// `@modelcontextprotocol/sdk` 1.x without sessions: a server and a transport for each HTTP request,
// as its stateless example does. Bare node:http and JSON answers favour it.

import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { createCatalogue } from "../catalogue.ts";
import { listen, readSetting, reportReady } from "./control.ts";
import { createSdkV1Server } from "./create-sdk-v1-server.ts";

const { transport, tools } = readSetting();
const catalogue = createCatalogue(tools);

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const server = createSdkV1Server(catalogue);
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
  await createSdkV1Server(catalogue).connect(new StdioServerTransport());
  reportReady();
}
