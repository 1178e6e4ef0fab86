// #region testing
import assert from "node:assert/strict";
import { bearerAuth } from "@mortise/auth";
import { testAuth } from "@mortise/auth-server";
import { connect, createServer, listen } from "mortise";

const resource = "https://tools.example/mcp";
await using as = await testAuth({ resources: [{ resource, scopes: ["orders:read"] }] });

const auth = bearerAuth({ issuer: as.issuer, audience: resource, clock: as.clock });
const server = createServer({ name: "orders", version: "1.0.0", auth }).tool(
  "whoami",
  { description: "The caller.", scopes: ["orders:read"] },
  (_input, ctx) => ({ subject: ctx.auth?.subject }),
);
await using listening = await listen(server, { port: 0 });

const token = await as.mint({ sub: "bob", scopes: ["orders:read"] });
const headers = { authorization: `Bearer ${token}` };
await using client = await connect(listening.url, { headers });
const { structured } = await client.callTool("whoami");
assert.deepEqual(structured, { subject: "bob" });

await as.expire();
await assert.rejects(client.callTool("whoami"), /401/);
// #endregion
