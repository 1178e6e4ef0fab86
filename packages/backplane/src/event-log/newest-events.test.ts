import { expect, test } from "vitest";
import { newestEvents } from "./newest-events.ts";

const events = (...lengths: readonly number[]) =>
  lengths.map((length, index) => ({ sequence: index + 1, message: "x".repeat(length) }));

const kept = (maxEvents: number, maxStreamCharacters: number, ...lengths: readonly number[]) =>
  newestEvents(events(...lengths), { maxEvents, maxStreamCharacters }).map(
    ({ sequence }) => sequence,
  );

test("the newest events stay, up to the number", () => {
  expect(kept(2, 100, 1, 1, 1)).toEqual([2, 3]);
  expect(kept(3, 100, 1, 1, 1)).toEqual([1, 2, 3]);
  expect(kept(5, 100)).toEqual([]);
});

test("the newest events stay, up to the characters, which may be reached exactly", () => {
  expect(kept(9, 10, 5, 5, 5)).toEqual([2, 3]);
  expect(kept(9, 9, 5, 5, 5)).toEqual([3]);
  expect(kept(9, 10, 1, 20, 1)).toEqual([3]);
});

test("the last event stays even if it alone is too long", () => {
  expect(kept(9, 10, 1, 1, 50)).toEqual([3]);
});
