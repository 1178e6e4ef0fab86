import { expect, test } from "vitest";
import { findClient } from "./client/clients.ts";
import { findValues } from "./find-values.ts";
import { planInstall, planRemoval, readServers } from "./plan.ts";

const ENTRY = { kind: "process", command: "/n", args: [], env: {}, references: [] } as const;

const DEEP = 200_000;
const BOMB = `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${Array.from(
  { length: 9 },
  (_, at) => `a${at + 1}: &a${at + 1} [${Array(10).fill(`*a${at}`).join(", ")}]\n`,
).join("")}`;

test.each([
  ["cursor", `{"a": ${"[".repeat(DEEP)}${"]".repeat(DEEP)}}`],
  ["cursor", "[".repeat(DEEP)],
  ["codex", `a = ${"[".repeat(DEEP)}${"]".repeat(DEEP)}`],
  ["goose", `a: ${"[".repeat(DEEP)}${"]".repeat(DEEP)}`],
  ["goose", BOMB],
])("a file of %s that is nested too deep is refused by each reader: %.20s", (id, text) => {
  const client = findClient(id);
  const bytes = new TextEncoder().encode(text);
  const refused = expect.objectContaining({
    code: "INVALID_OPTION",
    message: "is nested too deep to be read",
  });
  const request = { client, name: "desk", entry: ENTRY, scope: "user" } as const;
  expect(() => planInstall(bytes, request)).toThrow(refused);
  expect(() => planRemoval(bytes, { client, name: "desk" })).toThrow(refused);
  expect(() => readServers(bytes, client)).toThrow(refused);
  expect(() => findValues(bytes, client)).toThrow(refused);
});

test.each([
  ['{"a": nope}', "a word is neither a number nor in double quotes at line 1, column 7"],
  ['{"a": 1.}', "a number is not complete at line 1, column 7"],
  ["{a: 1}", "a word is neither a number nor in double quotes at line 1, column 2"],
  ["{1: 1}", "a name in double quotes is missing at line 1, column 2"],
  ['{"a": ,}', "a value is missing at line 1, column 7"],
  ['{"a" 1}', "a colon is missing at line 1, column 6"],
  ['{"a": 1\n "b": 2}', "a comma is missing at line 2, column 2"],
  ['{"a": [1, 2', "a ] is missing at line 1, column 12"],
  ['{"a": {', "a } is missing at line 1, column 8"],
  ["{} 1", "something follows the end at line 1, column 4"],
  ["{ /* x", "a comment has no end at line 1, column 3"],
  ['{"a": "x', "a string has no end at line 1, column 7"],
  ['{"a": "\u0001"}', "a string holds a control character at line 1, column 7"],
])("%j is refused in plain words", (text, words) => {
  const bytes = new TextEncoder().encode(text);
  expect(() => readServers(bytes, findClient("cursor"))).toThrow(
    `is no JSON: ${words}; correct it, and try again`,
  );
});

test.each([
  [
    '{"mcpServers": {}}\n{"mcpServers": {}}',
    "holds two objects, one after the other; merge them into one. The second begins at line 2, column 1",
  ],
  [
    '{"a": "C:\\Users\\x"}',
    "has a backslash that escapes nothing; write it as \\\\, or use / in paths, at line 1, column 7",
  ],
  [
    '{"a": "C:\\users\\node"}',
    "has \\u without its four digits; write a backslash as \\\\, or use / in paths, at line 1, column 7",
  ],
])(
  "%j is refused with how to correct it (tanviet12/chat-quality-agent#49, GLips/Figma-Context-MCP#89)",
  (text, words) => {
    const bytes = new TextEncoder().encode(text);
    const request = { client: findClient("cursor"), name: "desk", entry: ENTRY } as const;
    const install = (): unknown => planInstall(bytes, { ...request, scope: "user" });
    const message = `${words}; correct it, and try again`;
    expect(install).toThrow(expect.objectContaining({ message }));
  },
);

test("entries with values of the wrong kind are read, and fail no other", () => {
  const text =
    '{"mcpServers": {"a": {"command": "x", "args": [{"b": 1}, null], "env": {"A": {"c": []}}}}}';
  const [found] = readServers(new TextEncoder().encode(text), findClient("cursor")).values();
  expect(found?.entry).toMatchObject({ args: ['{"b":1}', "null"], env: { A: '{"c":[]}' } });
});
