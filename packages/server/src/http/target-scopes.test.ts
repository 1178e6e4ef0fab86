import type { AuthProvider, JsonObject } from "@mortise/protocol";
import { expect, test } from "vitest";
import { callFetch } from "../middleware/fixture/call-fetch.ts";
import { createServer } from "../server.ts";

/** Refuses every request, and names the scopes of its target in the message. */
const auth: AuthProvider = {
  authenticate: ({ targetScopes }) => ({
    status: 403,
    message: JSON.stringify(targetScopes?.()),
  }),
};

const inner = createServer({ name: "i", version: "1", log: () => undefined }).tool(
  "deep",
  { description: "d", scopes: ["deep"] },
  () => "",
);
const server = createServer({ name: "s", version: "1", auth, log: () => undefined })
  .tool("open", { description: "d" }, () => "")
  .tool("write", { description: "d", scopes: ["write", "read"] }, () => "")
  .tool("off", { description: "d", scopes: ["off"], enabled: false }, () => "")
  .tool(
    "beta",
    { description: "d", scopes: ["beta"], enabled: ({ auth: caller }) => caller?.id === "ann" },
    () => "",
  )
  .prompt("brief", { scopes: ["brief"] }, () => "")
  .resource("notes://all", { scopes: ["notes"] }, () => "")
  .resource("docs://{page}", { scopes: ["docs"] }, () => "")
  .mount("in", inner);

test.each<[string, JsonObject, readonly string[]]>([
  ["tools/call", { name: "write" }, ["write", "read"]],
  ["tools/call", { name: "in_deep" }, ["deep"]],
  ["prompts/get", { name: "brief" }, ["brief"]],
  ["resources/read", { uri: "notes://all" }, ["notes"]],
  ["resources/read", { uri: "docs://first" }, ["docs"]],
  ["tools/call", { name: "open" }, []],
  ["tools/call", { name: "none" }, []],
  ["tools/call", { name: "off" }, []],
  // A caller that may not see it learns nothing of it.
  ["tools/call", { name: "beta" }, []],
  ["tools/call", { name: "constructor" }, []],
  ["prompts/get", { name: "write" }, []],
  ["tools/list", {}, []],
])("a provider that refuses %s %j knows the scopes %j", async (method, params, scopes) => {
  const response = await callFetch(server, method, params);
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ error: { message: JSON.stringify(scopes) } });
});

test.each<[string, Record<string, string>]>([
  ["of an earlier revision", { "mcp-protocol-version": "2025-11-25" }],
  ["of an unknown revision", { "mcp-protocol-version": "soon" }],
  ["with a name that is no base64", { "mcp-name": "=?base64?%?=" }],
  ["of another method in the header", { "mcp-method": "tools/list" }],
])("a request %s names no target", async (_case, headers) => {
  const response = await callFetch(server, "tools/call", { name: "write" }, { headers });
  expect(await response.json()).toMatchObject({ error: { message: "[]" } });
});
