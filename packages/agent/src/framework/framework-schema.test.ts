import { expect, test } from "vitest";
import { readFrameworkDescription, readFrameworkSchema } from "./framework-schema.ts";

/** An object whose properties hold each other, `levels` deep. */
function nested(levels: number): object {
  const open = '{"type":"object","properties":{"a":';
  return JSON.parse(`${open.repeat(levels)}{}${"}}".repeat(levels)}`);
}

test("a schema is given as it is listed, and one that is missing says nothing of the arguments", () => {
  const recursive = { type: "object", properties: { next: { $ref: "#" } } };
  expect(readFrameworkSchema(recursive)).toEqual({ schema: recursive });
  expect(readFrameworkSchema({})).toEqual({ schema: {} });
  for (const none of [undefined, null, true, "object", []]) {
    expect(readFrameworkSchema(none)).toEqual({ schema: { type: "object" } });
  }
});

test.each([
  ["nested too deep", nested(51), "its input schema is nested too deep"],
  ["deeper than recursion goes", nested(50_000), "its input schema is nested too deep"],
  [
    "too long",
    { type: "object", title: "x".repeat(200_000) },
    "its input schema has 200028 characters, more than 200000",
  ],
  ["of text", { type: "string" }, 'its input schema is of type "string", not of an object'],
])("a schema that is %s is left out", (_name, schema, leftOut) => {
  expect(readFrameworkSchema(schema)).toEqual({ leftOut });
});

test("half characters are replaced in a schema and a description, and a long one is cut", () => {
  const schema = { type: "object", properties: { "a\ud800": { title: "\udc00b" } } };
  expect(readFrameworkSchema(schema)).toEqual({
    schema: { type: "object", properties: { "a\ufffd": { title: "\ufffdb" } } },
  });
  expect(readFrameworkDescription("a\ud800")).toBe("a\ufffd");
  expect(readFrameworkDescription("x".repeat(16_384))).toBe("x".repeat(16_384));
  expect(readFrameworkDescription("x".repeat(2_000_000))).toBe(`${"x".repeat(16_382)} …`);
});
