import { expect, test } from "vitest";
import { toPath } from "./value-path.ts";

test("a path is written as in JavaScript, whichever way a library names its steps", () => {
  expect(toPath(["items", 2, "name"])).toBe("items[2].name");
  expect(toPath([{ key: "items" }, { key: "0" }, "a b"])).toBe("items[0].a b");
  expect(toPath([0])).toBe("[0]");
  expect(toPath([])).toBe("");
});
