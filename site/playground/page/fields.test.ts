import { expect, test } from "vitest";
import { z } from "zod";
import { makeArguments, readFields } from "./fields.ts";

const FIELDS = readFields(
  z.toJSONSchema(
    z.object({
      id: z.string().describe("e.g. C-1"),
      plan: z.enum(["Free", "Pro"]),
      seats: z.number().int().default(5),
      isActive: z.boolean().optional(),
      tags: z.array(z.string()).optional(),
    }),
    { io: "input" },
  ),
);

test("a member becomes the control that fits it", () => {
  expect(FIELDS).toMatchObject([
    { name: "id", kind: "text", hint: "e.g. C-1", isRequired: true, first: "" },
    { name: "plan", kind: "choice", choices: ["Free", "Pro"], isRequired: true },
    { name: "seats", kind: "number", isRequired: false, first: "5" },
    { name: "isActive", kind: "boolean", isRequired: false },
    { name: "tags", kind: "json" },
  ]);
});

test("typed fields become arguments, and empty ones are left out", () => {
  const typed = { id: "7", plan: "Pro", seats: "12", isActive: "true", tags: '["a", "b"]' };
  expect(makeArguments(FIELDS, typed)).toEqual({
    id: "7",
    plan: "Pro",
    seats: 12,
    isActive: true,
    tags: ["a", "b"],
  });
  expect(makeArguments(FIELDS, { seats: "many", tags: "[a" })).toEqual({
    id: "",
    seats: "many",
    tags: "[a",
  });
});
