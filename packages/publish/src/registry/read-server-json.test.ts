import { expect, test } from "vitest";
import { readServerJson } from "./read-server-json.ts";

test("a file is read, and a byte order mark is passed over", () => {
  expect(readServerJson('\uFEFF{ "name": "a/b", "packages": [] }', "server.json")).toEqual({
    name: "a/b",
    packages: [],
  });
});

test.each([
  ['{ "name": 1, "name": 2 }', '"name" twice, at line 1, column 14'],
  [
    '{\n "packages": [\n  {}, { "a": 1, "b": {}, "\\u0061": 2 } ] }',
    '"a" twice, at line 3, column 26',
  ],
])("%j is refused with the place of the second member", (text, fault) => {
  expect(() => readServerJson(text, "server.json")).toThrow(
    `server.json has ${fault}; take one out`,
  );
});

test("members of one name in different objects are no repeats", () => {
  const text = '{ "name": "a/b", "packages": [{ "name": 1 }, { "name": { "name": 2 } }] }';
  expect(readServerJson(text, "server.json")).toEqual(JSON.parse(text));
});

test.each([
  ["{,}", "is no JSON: "],
  ["[]", "is no JSON object"],
  ["null", "is no JSON object"],
])("%j is refused", (text, fault) => {
  expect(() => readServerJson(text, "server.json")).toThrow(`server.json ${fault}`);
});
