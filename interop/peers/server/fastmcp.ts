// FastMCP for TypeScript.
import { FastMCP, UserError } from "fastmcp";
import { z } from "zod";
import { findFreePort } from "../../../scripts/workspace/free-port.ts";
import { readWay, reportPort } from "../../server/way.ts";

const server = new FastMCP({ name: "fastmcp", version: "1.0.0" });
server.addTool({
  name: "add",
  description: "Adds",
  parameters: z.object({ a: z.number(), b: z.number() }),
  execute: async ({ a, b }) => String(Number(a) + Number(b)),
});
server.addTool({
  name: "fail",
  description: "Fails",
  execute: async () => {
    throw new UserError("No customer C-9");
  },
});
server.addResource({
  uri: "docs://guide",
  name: "guide",
  mimeType: "text/plain",
  load: async () => ({ text: "Read me" }),
});
server.addResourceTemplate({
  uriTemplate: "notes://{id}",
  name: "note",
  arguments: [{ name: "id", required: true }],
  load: async ({ id }) => ({ text: `Note ${id}` }),
});
server.addPrompt({
  name: "greet",
  arguments: [{ name: "name", required: true }],
  load: async ({ name }) => `Hello ${name}`,
});

if (readWay() === "http") {
  const port = await findFreePort();
  await server.start({ transportType: "httpStream", httpStream: { port, host: "127.0.0.1" } });
  reportPort(port);
} else await server.start({ transportType: "stdio" });
