import { expect, test } from "vitest";
import type { ConnectionState } from "../../contract/index.ts";
import { targetOf } from "./target-of.ts";
import { writeTest } from "./write-test.ts";

const STATE: ConnectionState = {
  id: "desk",
  label: "desk",
  kind: "stdio",
  target: "desk my server.ts",
  status: "connected",
  preference: "auto",
  since: 0,
  subscriptions: [],
  roots: [],
};
const WORDS = ["C:\\Program Files\\desk.exe", "my server.ts", 'say "hi"', "", "a\\"];

test("the words of a command stay as they were started (modelcontextprotocol/inspector#2416)", () => {
  const target = targetOf({ ...STATE, command: WORDS });
  expect(target).toEqual({ kind: "stdio", command: WORDS });
  const [, written = ""] = /await connect\((\{.*?\})\);/s.exec(writeTest(target, [PING])) ?? [];
  const [command, ...args] = WORDS;
  expect(new Function(`return (${written});`)()).toEqual({ command, args });
});

const PING = { name: "ping", method: "ping", params: {} };

test.each([
  ["server.ts", 'import server from "./server.ts";'],
  ["src/desk.ts:desk", 'import { desk as server } from "./src/desk.ts";'],
  ["../desk.ts:server", 'import { server } from "../desk.ts";'],
  ["C:\\desk\\server.ts", 'import server from "C:/desk/server.ts";'],
  ["src\\desk.ts:été", 'import { été as server } from "./src/desk.ts";'],
])("the server under development is imported from %s", (file, line) => {
  const target = targetOf({ ...STATE, kind: "self", file });
  expect(writeTest(target, [PING]).split("\n")).toContain(line);
});
