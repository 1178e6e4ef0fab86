import { expect, test } from "vitest";
import type { ConnectionState } from "../../contract/index.ts";
import { writeClientEntries } from "./client-entry.ts";

const CONNECTION: ConnectionState = {
  id: "orders",
  label: "orders",
  kind: "http",
  target: "https://mcp.example/mcp?a=1&b=2",
  status: "connected",
  preference: "auto",
  serverInfo: { name: "Order Desk!", version: "1" },
  since: 0,
  subscriptions: [],
  roots: [],
};

function textFor(connection: ConnectionState, client: string, endpoint?: string): string {
  return writeClientEntries(connection, endpoint).find((one) => one.client === client)?.text ?? "";
}

test("a server over HTTP is a URL, for Claude Desktop through a bridge", () => {
  expect(textFor(CONNECTION, "Claude Code")).toBe(
    "claude mcp add --transport http order-desk 'https://mcp.example/mcp?a=1&b=2'",
  );
  expect(JSON.parse(textFor(CONNECTION, "Cursor"))).toEqual({
    mcpServers: { "order-desk": { url: CONNECTION.target } },
  });
  expect(JSON.parse(textFor(CONNECTION, "VS Code"))).toEqual({
    servers: { "order-desk": { type: "http", url: CONNECTION.target } },
  });
  expect(JSON.parse(textFor(CONNECTION, "Claude Desktop")).mcpServers["order-desk"].args).toContain(
    CONNECTION.target,
  );
});

test("a process keeps its words apart (anthropics/claude-code#335)", () => {
  const command = ["deno", "a b.ts"];
  const stdio: ConnectionState = { ...CONNECTION, kind: "stdio", target: "deno a b.ts", command };
  expect(textFor(stdio, "Claude Code")).toBe("claude mcp add order-desk -- deno 'a b.ts'");
  expect(JSON.parse(textFor(stdio, "mcp.json"))).toEqual({
    mcpServers: { "order-desk": { command: "deno", args: ["a b.ts"] } },
  });
});

test("a server under development is reached by its endpoint", () => {
  const self: ConnectionState = { ...CONNECTION, kind: "self" };
  expect(textFor(self, "Cursor", "http://localhost:5173/mcp")).toContain("localhost:5173/mcp");
});
