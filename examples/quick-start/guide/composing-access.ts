import assert from "node:assert/strict";
// #region access
import type { AuthProvider } from "mortise";
import { connect, createServer, listen, MortiseError, ProtocolError } from "mortise";

const auth: AuthProvider = {
  // A stand-in: take callers and scopes from a verified token.
  authenticate: async ({ header }) => ({
    principal: { id: header("x-user") ?? "guest", scopes: header("x-scopes")?.split(" ") ?? [] },
  }),
  challenge: ({ scopes }) => {
    // No scope would help where `allow` refuses.
    if (scopes.length === 0) return { status: 403, message: "Not for you" };
    const wanted = `Bearer error="insufficient_scope", scope="${scopes.join(" ")}"`;
    return { status: 403, message: "Ask for more scopes", headers: [["www-authenticate", wanted]] };
  },
};

const server = createServer({ name: "shop", version: "1.0.0", auth })
  .tool("list_orders", { description: "List orders." }, () => ["A-1"])
  .tool("refund", { description: "Pay an order back.", scopes: ["orders:write"] }, () => "done")
  .tool(
    "close_books",
    { description: "Close the month.", allow: async (caller) => caller.auth?.id === "ann" },
    () => "closed",
  );
// #endregion

await using listening = await listen(server, { port: 0 });
async function call(user: string, scopes: string, tool: string): Promise<unknown> {
  const headers = { "x-user": user, "x-scopes": scopes };
  await using client = await connect(listening.url, { headers });
  return await client.callTool(tool).catch((error: unknown) => error);
}
const refused = await call("bob", "orders:read", "refund");
assert.ok(MortiseError.is(refused) || ProtocolError.is(refused));
assert.match(String(refused), /403|Ask for more scopes/);
assert.ok(!((await call("bob", "orders:write", "refund")) instanceof Error));
assert.ok((await call("bob", "", "close_books")) instanceof Error);
assert.ok(!((await call("ann", "", "close_books")) instanceof Error));
