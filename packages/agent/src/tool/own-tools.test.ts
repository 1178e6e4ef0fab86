import type { Resource } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { OpenServer } from "../server/open-server.ts";
import { createReadResourceTool } from "./own-tools.ts";

const context = { signal: new AbortController().signal, onProgress: () => undefined };

function server(name: string, resources: readonly Resource[], capabilities = {}): OpenServer {
  const connection = { capabilities } as OpenServer["connection"];
  return { name, connection, tools: [], resources, leftOut: [] };
}

test("resources are listed with title and description, up to forty", () => {
  const many = Array.from({ length: 50 }, (_, index) => ({
    uri: `docs://${index}`,
    name: `doc-${index}`,
    title: `Document ${index}`,
    description: "x".repeat(200),
  }));
  const tool = createReadResourceTool([server("docs", many, { resources: {} })]);
  const { uri } = (tool?.inputSchema["properties"] ?? {}) as { uri?: { description: string } };
  const lines = (uri?.description ?? "").split("\n").filter((line) => line.startsWith("- "));
  expect(lines).toHaveLength(40);
  expect(lines[0]).toBe(`- docs: docs://0 (Document 0): ${"x".repeat(120)}`);
});

test("without a server that has resources there is no such tool", () => {
  expect(createReadResourceTool([server("docs", [])])).toBeUndefined();
});

test("a server that has no resources cannot be read from", async () => {
  const servers = [server("docs", [], { resources: {} }), server("crm", [])];
  const tool = createReadResourceTool(servers);
  expect(await tool?.call({ server: "crm", uri: "docs://0" }, context)).toEqual({
    type: "error-text",
    value: "No server crm; there are: docs.",
  });
});
