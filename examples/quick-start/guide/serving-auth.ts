import assert from "node:assert/strict";
// #region auth

import { createHash, timingSafeEqual } from "node:crypto";
import type { AuthProvider } from "mortise";
import { connect, createServer, listen, MortiseError } from "mortise";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
const KEYS = new Map([["ann", digest(process.env["ANN_KEY"] ?? "a key that only Ann has")]]);

const apiKeys: AuthProvider = {
  authenticate: async ({ header }) => {
    const given = digest(header("x-api-key") ?? "");
    const found = [...KEYS].find(([, key]) => timingSafeEqual(key, given));
    if (found) return { principal: { id: found[0], scopes: ["orders:read"] } };
    const headers = [["www-authenticate", "ApiKey"]] as const;
    return { status: 401, message: "Send your key in X-Api-Key", headers };
  },
};

const server = createServer({ name: "orders", version: "1.0.0", auth: apiKeys }).tool(
  "whoami",
  { description: "The caller and its scopes." },
  (_input, { auth }) => ({ id: auth?.id, scopes: auth?.scopes }),
);

// #endregion

import { assertQuoted } from "./page.ts";

await using listening = await listen(server, { port: 0 });
const headers = { "x-api-key": "a key that only Ann has" };
for (const revision of ["2026-07-28", "2025-11-25"] as const) {
  await using client = await connect(listening.url, { headers, revision });
  const { structured } = await client.callTool("whoami");
  assert.deepEqual(structured, { id: "ann", scopes: ["orders:read"] });
}
const stranger = connect(listening.url).catch((error: unknown) => error);
const refusal = await stranger;
assert.ok(MortiseError.is(refusal) && refusal.code === "HTTP_ERROR");
assert.equal(refusal.data.status, 401);
assertQuoted("serving.md", "Send your key in X-Api-Key");
