import { expect, test } from "vitest";
import { callFetch } from "../middleware/fixture/call-fetch.ts";
import { createServer } from "../server.ts";

test.each([
  ["mcp-name", "read", 200],
  ["mcp-name", "READ", 400],
  ["mcp-name", "other", 400],
  ["mcp-method", "tools/call", 200],
  ["mcp-method", "Tools/Call", 400],
  ["mcp-protocol-version", "2025-11-25", 400],
])("a call of read in 2026-07-28 with %s: %s is answered %i", async (name, value, status) => {
  const server = createServer({ name: "s", version: "1" }).tool(
    "read",
    { description: "d" },
    () => 1,
  );
  const headers = { [name]: value };
  const response = await callFetch(server, "tools/call", { name: "read" }, { headers });
  expect(response.status).toBe(status);
});
