// A server on FastMCP that takes the tokens of an authorization server: its issuer and keys, and a port, are the
// arguments.
import { FastMCP } from "fastmcp";
import { createRemoteJWKSet, jwtVerify } from "jose";

const [, , issuer = "", jwksUri = "", port = ""] = process.argv;
const resource = `http://127.0.0.1:${port}/mcp`;
const keys = createRemoteJWKSet(new URL(jwksUri));

const server = new FastMCP({
  name: "fastmcp",
  version: "1.0.0",
  oauth: {
    enabled: true,
    protectedResource: {
      resource,
      authorizationServers: [issuer],
      scopesSupported: ["read", "write"],
    },
  },
  async authenticate({ headers }) {
    try {
      const token = headers.authorization?.slice("Bearer ".length) ?? "";
      const { payload } = await jwtVerify(token, keys, { issuer, audience: resource });
      return { scope: String(payload["scope"]) };
    } catch {
      throw new Response(null, { status: 401 });
    }
  },
});
server.addTool({
  name: "whoami",
  description: "Names the scopes of the caller",
  execute: async (_args, { session }) => String(session?.["scope"]),
});
await server.start({
  transportType: "httpStream",
  httpStream: { port: Number(port), host: "127.0.0.1" },
});
