import { expect, test } from "vitest";
import { suggestKeys, suggestValues } from "./suggest.ts";

const SCHEMA = {
  type: "object",
  required: ["name"],
  properties: {
    limit: { type: "integer", default: 10, description: "How many." },
    name: { type: "string", examples: ["Ann"] },
    status: { enum: ["open", "done", null] },
    urgent: { type: "boolean" },
    tags: { type: "array", items: { enum: ["a", "b"] } },
    payment: {
      oneOf: [
        { type: "object", properties: { kind: { const: "card" }, last4: { type: "string" } } },
        { type: "object", properties: { kind: { const: "invoice" } } },
      ],
    },
    next: { $ref: "#" },
  },
};

const texts = (list: readonly { readonly text: string }[]) => list.map(({ text }) => text);

test("keys stand in the order of the schema, those that are required first", () => {
  const keys = suggestKeys(SCHEMA, []);
  expect(texts(keys)).toEqual(
    ["name", "limit", "status", "urgent", "tags", "payment", "next"].map((key) => `"${key}"`),
  );
  expect(keys[0]?.detail).toBe("required · string");
  expect(keys[1]).toMatchObject({ detail: "integer · default 10", info: "How many." });
});

test.each([
  [["limit"], ["10"]],
  [["name"], ['"Ann"']],
  [["status"], ['"open"', '"done"', "null"]],
  [["urgent"], ["true", "false"]],
  [["tags"], ["[]"]],
  [
    ["tags", 3],
    ['"a"', '"b"'],
  ],
  [["payment"], ["{}"]],
  [
    ["payment", "kind"],
    ['"card"', '"invoice"'],
  ],
  [
    ["next", "next", "status"],
    ['"open"', '"done"', "null"],
  ],
  [["unknown"], []],
])("the values of %j are %j", (path, values) => {
  expect(texts(suggestValues(SCHEMA, path))).toEqual(values);
});

test("the keys of every variant are offered", () => {
  expect(texts(suggestKeys(SCHEMA, ["payment"]))).toEqual(['"kind"', '"last4"']);
});
