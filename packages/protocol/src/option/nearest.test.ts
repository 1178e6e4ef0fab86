import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test("the closest name is found, whatever its case", () => {
  expect(nearest("timout", ["pageSize", "timeout"])).toBe("timeout");
  expect(nearest("PAGESIZE", ["pageSize", "timeout"])).toBe("pageSize");
});

test("a name that is close to none has no nearest", () => {
  expect(nearest("colour", ["pageSize", "timeout"])).toBeUndefined();
});

test("a short name is not taken for every other short name", () => {
  expect(nearest("id", ["max", "ttl"])).toBeUndefined();
  expect(nearest("tl", ["max", "ttl"])).toBe("ttl");
});
