import { expect, test } from "vitest";
import { findDrawers, findLoneFolders, findNearNames } from "./names.ts";

function treeOf(...paths: readonly string[]): ReadonlyMap<string, string> {
  return new Map(paths.map((path) => [path, ""]));
}

test("a folder or a file that is called utils, helper or the like is a fault", () => {
  const tree = treeOf("p/src/utils/a.ts", "p/src/tool/helpers.ts", "p/src/tool/common.test.ts");
  expect(findDrawers(tree)).toHaveLength(3);
  expect(findDrawers(treeOf("p/src/tool/utility-bill.ts"))).toEqual([]);
});

test("two files of a folder that differ by a final s are a fault", () => {
  expect(findNearNames(treeOf("p/src/mount.ts", "p/src/mounts.ts"))).toEqual([
    'p/src: "mount" and "mounts" differ by one letter; rename one of them',
  ]);
});

test("a file and a folder beside it that differ by a final s are a fault", () => {
  expect(findNearNames(treeOf("bench/peer.ts", "bench/peers/one.ts"))).toHaveLength(1);
});

test("a file and its folder may have the same name, and names of two folders are apart", () => {
  expect(findNearNames(treeOf("p/src/tool.ts", "p/src/tool/a.ts", "p/src/x/tools.ts"))).toEqual([]);
});

test("a folder with one file and its test stands alone", () => {
  const tree = treeOf("p/src/a/one.ts", "p/src/a/one.test.ts", "p/src/b/x.ts", "p/src/b/y.ts");
  expect(findLoneFolders(tree)).toEqual(["p/src/a"]);
});
