import { expect, test } from "vitest";
import { findClosure } from "./install.ts";

test("a closure holds dependencies, nested versions, required peers and workspace links", () => {
  const entries = {
    "packages/ours": { dependencies: { direct: "1" }, peerDependencies: { peer: "1" } },
    "node_modules/ours": { link: true, resolved: "packages/ours" },
    "node_modules/direct": { dependencies: { shared: "2" } },
    "node_modules/direct/node_modules/shared": { optionalDependencies: { elsewhere: "1" } },
    "node_modules/shared": {},
    "node_modules/peer": {
      dependencies: { shared: "1" },
      peerDependencies: { extra: "1" },
      peerDependenciesMeta: { extra: { optional: true } },
    },
    "node_modules/extra": {},
  };
  expect([...findClosure(entries, ["ours"])].sort()).toEqual([
    "node_modules/direct",
    "node_modules/direct/node_modules/shared",
    "node_modules/peer",
    "node_modules/shared",
    "packages/ours",
  ]);
});

test("a dependency that the lock file lacks is an error that names both sides", () => {
  const entries = { "node_modules/one": { dependencies: { two: "1" } } };
  expect(() => findClosure(entries, ["one"])).toThrow("no two, which node_modules/one needs");
});
