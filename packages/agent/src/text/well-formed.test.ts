import { expect, test } from "vitest";
import { wellFormed } from "./well-formed.ts";

test("half characters are replaced in texts, lists, objects and keys", () => {
  expect(wellFormed("x\ud83d y")).toBe("x\ufffd y");
  expect(wellFormed({ a: ["\ude00", 1, null], "\ud83d": true })).toEqual({
    a: ["\ufffd", 1, null],
    "\ufffd": true,
  });
});

test("a value that is well formed is the very same", () => {
  const value = { a: ["😀", { b: 1 }], c: Object.create(null) as object };
  expect(wellFormed(value)).toBe(value);
});

test("bytes are left alone", () => {
  const bytes = new Uint8Array([1, 2]);
  expect(wellFormed({ bytes }).bytes).toBe(bytes);
});
