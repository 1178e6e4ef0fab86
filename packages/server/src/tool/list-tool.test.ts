import type { Revision } from "@mortise/protocol";
import { REVISIONS } from "@mortise/protocol";
import { expect, test } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { createServer } from "../server.ts";
import type { ToolDefinition } from "./tool.ts";

/** The one tool that a server lists for a revision. */
async function list(definition: Partial<ToolDefinition>, revision: Revision) {
  const server = createServer({ name: "s", version: "1" });
  server.tool("t", { description: "d", ...definition } as ToolDefinition, () => ({
    kind: "a",
    x: 1,
  }));
  const client = new ScriptedClient(server, revision);
  const { result } = await client.request("tools/list");
  const called = await client.request("tools/call", { name: "t" });
  const [tool] = result["tools"] as Record<string, Record<string, unknown>>[];
  return { tool: tool ?? {}, called: called.result };
}

const isModern = (revision: Revision): boolean => revision === "2026-07-28";

test.each(REVISIONS)("%s gets properties in the form that it allows", async (revision) => {
  const schema = {
    type: "object",
    properties: { any: true, none: false, text: { type: "string" } },
  };
  const { tool } = await list({ input: schema, output: { ...schema } } as never, revision);
  const written = { any: {}, none: { not: {} }, text: { type: "string" } };
  const expected = isModern(revision) ? schema.properties : written;
  expect(tool["inputSchema"]?.["properties"]).toEqual(expected);
  expect(tool["outputSchema"]?.["properties"]).toEqual(expected);
});

const UNION = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("a"), x: z.number() }),
  z.object({ kind: z.literal("b") }),
]);

test.each(REVISIONS)("%s gets the output schema of a union of objects", async (revision) => {
  const { tool, called } = await list({ output: UNION }, revision);
  expect(tool["outputSchema"]?.["type"]).toBe(isModern(revision) ? undefined : "object");
  expect(tool["outputSchema"]?.["oneOf"]).toHaveLength(2);
  expect(called["structuredContent"]).toEqual({ kind: "a", x: 1 });
});

test.each([
  ["a list", z.array(z.string())],
  ["an object or a text", z.union([z.object({}), z.string()])],
  ["anything", z.any()],
])(
  "an output that need not be an object is unsaid before 2026-07-28: %s",
  async (_what, output) => {
    expect((await list({ output }, "2026-07-28")).tool).toHaveProperty("outputSchema");
    expect((await list({ output }, "2025-11-25")).tool).not.toHaveProperty("outputSchema");
  },
);
