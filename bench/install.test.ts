import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findClosure, sizeOf } from "./install.ts";

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

test("a size counts blocks, also of folders inside, and leaves out nested packages", () => {
  const folder = mkdtempSync(join(tmpdir(), "mortise-install-"));
  try {
    mkdirSync(join(folder, "dist"));
    mkdirSync(join(folder, "node_modules"));
    writeFileSync(join(folder, "package.json"), "{}");
    writeFileSync(join(folder, "dist", "index.js"), "x".repeat(4097));
    writeFileSync(join(folder, "node_modules", "other.js"), "x");
    expect(sizeOf(folder)).toBe(3 * 4096);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
