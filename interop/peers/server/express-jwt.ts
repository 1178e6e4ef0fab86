// A server of the official SDK 1.x behind express-oauth2-jwt-bearer, whose challenges know nothing of MCP; its issuer
// and a port are the arguments.
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import express from "express";
import { auth, scopeIncludesAny } from "express-oauth2-jwt-bearer";

const [, , issuer = "", port = ""] = process.argv;
const resource = `http://127.0.0.1:${port}/mcp`;

const app = express();
app.get("/.well-known/oauth-protected-resource/mcp", (_request, response) => {
  response.json({
    resource,
    authorization_servers: [issuer],
    scopes_supported: ["read", "write"],
  });
});
app.use("/mcp", auth({ issuerBaseURL: issuer, audience: resource }), express.json());
app.use("/mcp", scopeIncludesAny("read"), async (request, response) => {
  const server = new McpServer({ name: "express", version: "1.0.0" });
  server.registerTool("whoami", { description: "Names the scopes of the caller" }, () => ({
    content: [{ type: "text", text: String(grantOf(request)?.payload["scope"]) }],
  }));
  const transport = new StreamableHTTPServerTransport({});
  await server.connect(transport as Parameters<McpServer["connect"]>[0]);
  await transport.handleRequest(request as never, response, request.body);
});
app.listen(Number(port), "127.0.0.1");

/** The token, as express-oauth2-jwt-bearer leaves it on a request. */
function grantOf(request: object): { readonly payload: Record<string, unknown> } | undefined {
  return (request as { auth?: { readonly payload: Record<string, unknown> } }).auth;
}
