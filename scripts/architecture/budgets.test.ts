import { expect, test } from "vitest";
import { findLongFiles, findLongFunctions, findWideFunctions } from "./budgets.ts";

const BUDGETS = { fileLines: 3, functionLines: 10, parameters: 4 };
const SMALL = { path: "p/src/a.ts", line: 7, name: "f", lines: 10, parameters: 4 };

test("a file may have its budget of lines, and not one more", () => {
  const tree = new Map([
    ["a.ts", "1\n2\n3\n"],
    ["b.test.ts", "1\n2\n3\n4\n"],
  ]);
  expect(findLongFiles(tree, BUDGETS)).toEqual(["b.test.ts: 4 lines of at most 3"]);
});

test("a function may have its budget of lines, and outside of tests not one more", () => {
  const functions = [SMALL, { ...SMALL, lines: 11 }, { ...SMALL, path: "a.test.ts", lines: 11 }];
  expect(findLongFunctions(functions, BUDGETS)).toEqual(["p/src/a.ts:7 f: 11 lines of at most 10"]);
});

test("a function may have four parameters, and not one more, in tests too", () => {
  const functions = [SMALL, { ...SMALL, path: "a.test.ts", parameters: 5 }];
  expect(findWideFunctions(functions, BUDGETS)).toEqual([
    "a.test.ts:7 f: 5 parameters of at most 4",
  ]);
});
