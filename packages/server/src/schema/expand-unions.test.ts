import { expect, test } from "vitest";
import { z } from "zod";
import { describeIssues, toIssues } from "./issue.ts";

const SHAPE = z.union([
  z.object({ kind: z.literal("a"), x: z.number() }),
  z.object({ kind: z.literal("b"), y: z.string() }),
]);

function describe(schema: z.ZodType, value: unknown): string {
  const { error } = schema.safeParse(value);
  return describeIssues(toIssues(error?.issues ?? []));
}

test.each([
  [
    "the alternative of its kind",
    z.object({ f: SHAPE }),
    { f: { kind: "a", x: "q" } },
    /^f\.x: .*expected number/,
  ],
  [
    "the alternative of its type",
    z.union([z.string(), z.array(z.number())]),
    [1, "x"],
    /^\[1\]: .*expected number/,
  ],
  ["a union in a list", z.array(SHAPE), [{ kind: "b", y: 1 }], /^\[0\]\.y: .*expected string/],
  ["a union in a record", z.record(z.string(), SHAPE), { k: { kind: "b" } }, /^k\.y: /],
  [
    "a union in a union",
    z.union([z.number(), z.object({ f: SHAPE })]),
    { f: { kind: "a", x: "q" } },
    /^f\.x: /,
  ],
])(
  "a value that fits no alternative is answered with the fault of %s",
  (_what, schema, value, message) => {
    expect(describe(schema, value)).toMatch(message);
  },
);

test("a value like no alternative is answered with each expectation", () => {
  const when = z.object({ when: z.union([z.literal(""), z.enum(["today", "tomorrow"])]) });
  expect(describe(when, { when: "never" })).toMatch(/^when: .*"", or .*"today"\|"tomorrow"$/);
  expect(describe(when, {})).toMatch(/^when: .*"today"\|"tomorrow"/);
  expect(describe(SHAPE, { kind: "c" })).toMatch(/kind: .*"a", or kind: .*"b"/);
});
