import assert from "node:assert/strict";
// #region dev

import { devAuth } from "@mortise/auth-server";
import { createServer, listen } from "mortise";

const auth = await devAuth({ users: ["alice", { sub: "bob", name: "Bob Brown" }] });

const server = createServer({ name: "orders", version: "1.0.0", auth }).tool(
  "cancel_order",
  { description: "Cancels an order.", scopes: ["orders:write"] },
  (_input, ctx) => ({ cancelledBy: ctx.auth?.subject }),
);

const listening = await listen(server, { port: Number(process.env["PORT"] ?? 0) });
// #endregion

const refused = await fetch(listening.url, { method: "POST" });
assert.equal(refused.status, 401);
assert.match(refused.headers.get("www-authenticate") ?? "", /resource_metadata=/);
await listening.close();
await auth[Symbol.asyncDispose]();
