// mcp-use serves HTTP alone, with the listener that its guide starts.
import { MCPServer } from "mcp-use";
import { z } from "zod";
import { readWay, reportPort } from "../../server/way.ts";

if (readWay() !== "http") throw new Error("mcp-use serves HTTP only");
const server = new MCPServer({ name: "mcp-use", version: "1.0.0", logging: { enabled: false } });
const inputSchema = z.object({ a: z.number(), b: z.number() });
server.tool({ name: "add", description: "Adds", inputSchema }, async ({ a, b }) => ({
  content: [{ type: "text", text: String(Number(a) + Number(b)) }],
}));
server.tool({ name: "fail", description: "Fails", inputSchema: z.object({}) }, async () => {
  throw new Error("No customer C-9");
});
const { port } = await server.listen(0);
reportPort(port);
