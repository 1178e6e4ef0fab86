import { expect, test } from "vitest";
import type { ValueKind } from "./check-values.ts";
import { checkValues } from "./check-values.ts";

test.each<[ValueKind, unknown, string]>([
  ["boolean", "no", "true or false, not a string"],
  ["function", true, "a function, not a boolean"],
  ["list", "alice", "a list, not a string"],
  ["number", Number.NaN, "a number that is finite, not the number NaN"],
  ["object", [], "an object, not a list"],
  ["object", null, "an object, not null"],
  ["port", 99_999, "a port, from 0 to 65535, not the number 99999"],
  ["port", "80", "a port, from 0 to 65535, not a string"],
  ["text", "", "a text that is not empty, not an empty text"],
  ["text", 5, "a text that is not empty, not the number 5"],
  ["texts", "read", "a list of texts that are not empty, not a string"],
  ["texts", ["read", 5], "a list of texts that are not empty, not a list with a number"],
  ["texts", ["read", ""], "a list of texts that are not empty, not a list with an empty text"],
])("an option that is to be a %s and is %j is refused", (kind, given, message) => {
  expect(() => checkValues("bridge", { given }, { given: kind })).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      message: `given of bridge takes ${message}`,
      data: { option: "given" },
    }),
  );
});

test("values of their kinds, and options that are left out, are accepted", () => {
  const options: { port: number; users: string[]; log?: () => void } = { port: 0, users: [] };
  const kinds = { port: "port", users: "texts", log: "function" } as const;
  expect(() => checkValues("devAuth", options, kinds)).not.toThrow();
});

test("a refused value is not in the message", () => {
  const options = { secret: ["a secret", 5] };
  expect(() => checkValues("bridge", options, { secret: "text" })).toThrow(/^(?!.*a secret)/);
});
