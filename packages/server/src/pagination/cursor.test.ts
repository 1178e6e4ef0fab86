import { ErrorCode } from "@mortise/protocol";
import { expect, test } from "vitest";
import { readCursor, stateOf, writeCursor } from "./cursor.ts";
import { cutPage } from "./cut-page.ts";

test("a cursor names its position in the state it was written for", () => {
  const state = stateOf(["a", "b"]);
  expect(readCursor(writeCursor(7, state), state)).toBe(7);
  expect([readCursor(undefined, state), readCursor(null, state)]).toEqual([0, 0]);
});

test.each([
  ["another state", writeCursor(7, "other")],
  ["position zero", writeCursor(0, "now")],
  ["a position below zero", writeCursor(-1, "now")],
  ["a position with a leading zero", "07.now"],
  ["a position with a fraction", "7.5.now"],
  ["no state", "7"],
  ["no text", 7],
  ["an object", {}],
  ["an empty text", ""],
])("a cursor with %s is refused", (_name, cursor) => {
  expect(() => readCursor(cursor, "now")).toThrow(
    expect.objectContaining({
      code: ErrorCode.InvalidParams,
      message: expect.stringContaining("list again without a cursor"),
    }),
  );
});

test("equal content has one state, and any difference another", () => {
  expect(stateOf([{ name: "a" }])).toBe(stateOf([{ name: "a" }]));
  expect(stateOf([{ name: "a" }])).not.toBe(stateOf([{ name: "b" }]));
});

test("pages cover a list once, and the last has no cursor", () => {
  const items = ["a", "b", "c", "d", "e"];
  const options = { pageSize: 2, state: "now" };
  const first = cutPage(items, undefined, options);
  const second = cutPage(items, first.nextCursor, options);
  const third = cutPage(items, second.nextCursor, options);
  expect([first.page, second.page, third.page]).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  expect(third).not.toHaveProperty("nextCursor");
});

test("an empty list is one empty page, and a position behind the end is refused", () => {
  const options = { pageSize: 2, state: "now" };
  expect(cutPage([], undefined, options)).toEqual({ page: [] });
  expect(() => cutPage(["a"], writeCursor(2, "now"), options)).toThrow(/^Invalid cursor/);
});
