import { expect, test } from "vitest";
import { z } from "zod";
import { compileSchema } from "./compile-schema.ts";

interface Tree {
  readonly when: Date;
  readonly left?: Tree | undefined;
}

const tree: z.ZodType<Tree> = z.object({
  get left() {
    return tree.optional();
  },
  when: z.date(),
});

test.each([
  ["The input, at order.when,", z.object({ id: z.string(), order: z.object({ when: z.date() }) })],
  ["The input, at days[],", z.object({ days: z.array(z.date()).optional() })],
  ["The input, at amount,", z.object({ amount: z.union([z.string(), z.bigint()]).default("1") })],
  ["The input, at pair[1],", z.object({ pair: z.tuple([z.string(), z.bigint()]) })],
  ["The input, at when,", z.object({ when: z.date().transform(String) })],
  ["The input, at when,", tree],
  ["The input", z.date()],
])("%s is named as what cannot be written", (place, schema) => {
  const message = new RegExp(
    `^${place.replaceAll(/[[\]]/g, "\\$&")} cannot be written as JSON Schema: (?:Date|BigInt) `,
  );
  expect(() => compileSchema(schema, "input", "The input")).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringMatching(message),
    }),
  );
});
