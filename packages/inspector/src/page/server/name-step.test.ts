import { expect, test } from "vitest";
import { makeRow } from "../log/fixture/row.ts";
import { toEntry } from "../log/wire-entry.ts";
import { nameStep } from "./name-step.ts";

test.each([
  ["https://h/mcp", 401, "The server asks for a token"],
  ["https://h/mcp", 403, "The server asks for more scopes"],
  ["https://h/mcp", 200, undefined],
  [
    "https://h/.well-known/oauth-protected-resource",
    200,
    "Find the authorization server (RFC 9728)",
  ],
  ["https://as/.well-known/openid-configuration", 404, "Read its metadata (RFC 8414)"],
  ["https://as/register", 201, "Register the client (RFC 7591)"],
  ["https://as/oauth/token?x=/authorize", 200, "Get tokens"],
])("%s with %d is: %s", (url, status, name) => {
  const row = makeRow({ id: 1, kind: "http-request", http: { method: "GET", url, headers: [] } });
  const response = makeRow({ id: 2, kind: "http-response", http: { status, headers: [] } });
  expect(nameStep(toEntry({ row, response }))).toBe(name);
});
