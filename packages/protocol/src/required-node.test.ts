import { expect, test } from "vitest";
import { describeOldNode } from "./required-node.ts";

const platform = (versions: Readonly<Record<string, string>>) => ({
  process: { versions, execPath: "/usr/bin/node" },
});

test.each([
  ["20.20.0", "Mortise needs Node 22.18 or newer; this is 20.20 (/usr/bin/node)"],
  ["22.17.1", "Mortise needs Node 22.18 or newer; this is 22.17 (/usr/bin/node)"],
  ["22.18.0", undefined],
  ["24.0.0", undefined],
  ["100.1.0", undefined],
])("Node %s: %s", (node, message) => {
  expect(describeOldNode(platform({ node }))).toBe(message);
});

test("a runtime that is not Node may name any version of it", () => {
  expect(describeOldNode({})).toBeUndefined();
  expect(describeOldNode({ process: {} })).toBeUndefined();
  expect(describeOldNode({ process: { versions: { node: "18.0.0" } } })).toBeUndefined();
  for (const name of ["bun", "deno", "workerd"]) {
    expect(describeOldNode(platform({ node: "18.0.0", [name]: "1.0.0" }))).toBeUndefined();
  }
  const navigator = { userAgent: "Cloudflare-Workers" };
  expect(describeOldNode({ ...platform({ node: "18.0.0" }), navigator })).toBeUndefined();
});

test("the Node of this process is new enough", () => {
  expect(describeOldNode()).toBeUndefined();
});
