import assert from "node:assert/strict";
// #region bridge

import { bridge, github } from "@mortise/auth-server";
import { createServer, listen } from "mortise";

const auth = await bridge({
  url: process.env["PUBLIC_URL"] ?? "http://127.0.0.1:3000/mcp",
  upstream: github({
    clientId: process.env["GITHUB_CLIENT_ID"] ?? "an id from GitHub",
    clientSecret: process.env["GITHUB_CLIENT_SECRET"] ?? "a secret from GitHub",
  }),
  scopes: ["issues:read", "issues:write"],
  defaultScopes: ["issues:read"],
  store: process.env["AUTH_STORE"] ?? "memory:", // sqlite:./data/auth.db or postgres://… in production
  allowsUser: ({ name }) => name !== undefined,
});

const server = createServer({ name: "issues", version: "1.0.0", auth }).tool(
  "list_issues",
  { description: "Lists the issues of the caller.", scopes: ["issues:read"] },
  async (_input, ctx) => {
    if (!ctx.auth) return [];
    const { accessToken } = await ctx.auth.upstream();
    const headers = { authorization: `Bearer ${accessToken}` };
    const response = await fetch("https://api.github.com/issues", { headers, signal: ctx.signal });
    return response.json();
  },
);
// #endregion

await using listening = await listen(server, { port: 0 });
const { origin } = new URL(listening.url);
const metadata = await fetch(`${origin}/.well-known/oauth-authorization-server`);
assert.partialDeepStrictEqual(await metadata.json(), {
  issuer: "http://127.0.0.1:3000",
  registration_endpoint: "http://127.0.0.1:3000/oauth/register",
});
assert.equal((await fetch(listening.url, { method: "POST" })).status, 401);
await auth.close();
