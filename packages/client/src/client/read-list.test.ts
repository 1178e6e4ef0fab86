import type { JsonObject } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { ListRead } from "./read-list.ts";
import { readList } from "./read-list.ts";

function read(result: JsonObject | undefined, field: ListRead["field"]) {
  const warnings: string[] = [];
  const warn = (message: string): number => warnings.push(message);
  return { ...readList<JsonObject>(result, { method: "prompts/get", field, warn }), warnings };
}

const TEXT = { uri: "docs://a", text: "a" };
const MESSAGE = { role: "user", content: { type: "text", text: "a" } };

test.each<[ListRead["field"], unknown, readonly unknown[]]>([
  ["contents", TEXT, [null, 5, "x", [], {}, { uri: "docs://b" }, { text: {} }, { blob: 1 }]],
  ["messages", MESSAGE, [null, 5, [], {}, { role: "user" }, { role: 5, content: {} }]],
  [
    "messages",
    MESSAGE,
    [
      { role: "user", content: null },
      { role: "user", content: [] },
    ],
  ],
  ["values", "a", [null, 5, {}, []]],
])("an entry of a wrong type is left out of %s with one warning", (field, good, bad) => {
  const { warnings, ...result } = read({ [field]: [...bad, good], more: 1 }, field);
  expect(result).toEqual({ [field]: [good], more: 1 });
  expect(warnings).toEqual([expect.stringContaining(field)]);
});

test("null is an empty list, and nothing is left out of a good one", () => {
  expect(read({ contents: null }, "contents")).toEqual({ contents: [], warnings: [] });
  expect(read({ contents: [TEXT] }, "contents")).toEqual({ contents: [TEXT], warnings: [] });
});

test.each([[undefined], [{}], [{ contents: {} }], [{ contents: "x" }]])(
  "a result without the list is refused (case %#)",
  (result) => {
    expect(() => read(result, "contents")).toThrow(
      expect.objectContaining({ code: "INVALID_RESPONSE" }),
    );
  },
);
