// mcp-use: over HTTP alone, with the listener that its guide starts. Its log of every request is off,
// because no other contender writes one.
import { MCPServer } from "mcp-use";
import { createCatalogue, greeting } from "../catalogue.ts";
import { readSetting, reportReady } from "../server/control.ts";

const { transport, tools } = readSetting();
if (transport !== "http") throw new Error("mcp-use serves HTTP only.");
const server = new MCPServer({ name: "bench", version: "1.0.0", logging: { enabled: false } });
for (const { name, description, input } of createCatalogue(tools)) {
  server.tool({ name, description, inputSchema: input }, async (parameters) => ({
    content: [{ type: "text", text: greeting(String(parameters["name"])) }],
  }));
}
const { port } = await server.listen(0);
reportReady(port);
