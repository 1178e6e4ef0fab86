import { expect, test } from "vitest";
import { oauth } from "../oauth.ts";
import { anyOf } from "./any-of.ts";
import { optional } from "./optional.ts";

test.each<[unknown, string]>([
  [undefined, "it got undefined"],
  ["bearerAuth", "it got a string"],
  [{}, "it got an object without the function authenticate"],
  [Promise.resolve({}), "it got a promise"],
  [oauth(), "it got an object without the function authenticate"],
])("a value that protects no server is refused at the start (%#)", (given, found) => {
  for (const combine of [anyOf, optional]) {
    expect(() => combine(given as never)).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        message: expect.stringMatching(new RegExp(`such as bearerAuth.*; ${found}`)),
      }),
    );
  }
});
