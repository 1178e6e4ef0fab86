// #region downstream

import { createServer } from "mortise";
import { bearerAuth } from "mortise/auth";

const { ISSUER = "https://id.example.com", CORE = "https://core.example.com" } = process.env;

export const server = createServer({
  name: "accounts",
  version: "1.0.0",
  auth: bearerAuth({
    issuer: ISSUER,
    resource: "https://tools.example.com/mcp",
    exchange: { clientId: "tools", clientSecret: process.env["CLIENT_SECRET"] ?? "from a vault" },
  }),
}).tool("balance", { description: "The balance of the caller." }, async (_input, ctx) => {
  const token = await ctx.auth?.exchange({ audience: CORE, signal: ctx.signal });
  const response = await ctx.fetch(`${CORE}/balance`, { headers: token?.headers ?? {} });
  return (await response.json()) as { balance: number };
});
// #endregion
