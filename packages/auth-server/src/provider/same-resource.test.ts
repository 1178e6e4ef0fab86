import { expect, test } from "vitest";
import { isSameResource } from "./same-resource.ts";

test.each([
  ["https://mcp.example/mcp", true],
  ["https://MCP.Example/mcp", true],
  ["https://mcp.example:443/mcp", true],
  ["https://mcp.example/mcp/", true],
  ["https://mcp.example/MCP", false],
  ["https://mcp.example", false],
  ["https://mcp.example/mcp/x", false],
  ["https://mcp.example/mcp?a=1", false],
  ["https://mcp.example/mcp#x", false],
  ["https://user@mcp.example/mcp", false],
  ["http://mcp.example/mcp", false],
  ["https://mcp.example:8443/mcp", false],
  ["https://mcp.example.evil/mcp", false],
  ["mcp.example/mcp", false],
])("%s is the server at https://mcp.example/mcp: %s", (resource, isSame) => {
  expect(isSameResource(resource, "https://mcp.example/mcp")).toBe(isSame);
});

test("an identifier that is no URL is equal to itself alone", () => {
  expect(isSameResource("urn:tools", "urn:tools")).toBe(true);
  expect(isSameResource("api://tools", "api://tools/")).toBe(true);
  expect(isSameResource("tools", "TOOLS")).toBe(false);
});
