import { expect, test } from "vitest";
import { causesOf } from "./cause.ts";

test("causes are listed from the nearest to the deepest", () => {
  const deepest = new Error("connect ECONNREFUSED 127.0.0.1:3999");
  const middle = new AggregateError([deepest, new Error("connect ECONNREFUSED ::1:3999")]);
  const error = new TypeError("fetch failed", { cause: middle });
  expect(causesOf(error)).toEqual([middle, deepest]);
});

test.each([["text"], [undefined], [new Error("alone")], [new Error("a", { cause: "a text" })]])(
  "%s has no cause that is an error",
  (error) => {
    expect(causesOf(error)).toEqual([]);
  },
);

test("a circle of causes ends", () => {
  const one = new Error("one");
  const two = new Error("two", { cause: one });
  one.cause = two;
  expect(causesOf(one)).toEqual([two]);
});

test("at most four causes are listed", () => {
  let error = new Error("0");
  for (let depth = 1; depth < 10; depth += 1) error = new Error(String(depth), { cause: error });
  expect(causesOf(error).map(({ message }) => message)).toEqual(["8", "7", "6", "5"]);
});
