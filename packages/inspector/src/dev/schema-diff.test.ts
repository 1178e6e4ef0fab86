import type { Contract } from "@mortise/testing";
import { expect, test } from "vitest";
import { changedLists, diffContracts } from "./schema-diff.ts";

const EMPTY: Contract = {
  format: 1,
  server: "s",
  tools: {},
  resources: {},
  templates: {},
  prompts: {},
};
const tool = (type: string) => ({ inputSchema: { type: "object", properties: { n: { type } } } });

test("entries that came, went and changed, with both versions", async () => {
  const before = { ...EMPTY, tools: { "a.b": tool("number"), gone: { inputSchema: {} } } };
  const after = { ...EMPTY, tools: { "a.b": tool("string"), "a.b.c": tool("null") } };
  const changes = await diffContracts(before, after);
  expect(changes).toEqual([
    {
      kind: "changed",
      subject: "tool",
      name: "a.b",
      isBreaking: true,
      text: "tool a.b: argument n was a number and is now a string",
      before: before.tools["a.b"],
      after: after.tools["a.b"],
    },
    expect.objectContaining({ kind: "removed", name: "gone", isBreaking: true }),
    expect.objectContaining({ kind: "added", name: "a.b.c", isBreaking: false }),
  ]);
  expect(changedLists(changes)).toEqual(["tools"]);
});

test("templates are read again with the resources", async () => {
  const after = {
    ...EMPTY,
    templates: { "note://{id}": { name: "note" } },
    prompts: { p: {} },
  };
  expect(changedLists(await diffContracts(EMPTY, after))).toEqual(["resources", "prompts"]);
});
