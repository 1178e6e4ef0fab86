import { afterAll, beforeAll, expect, test } from "vitest";
import type { CommandLine } from "./fixture/command-line.ts";
import { openCommandLine } from "./fixture/command-line.ts";
import { foreignServer } from "./fixture/foreign-server.ts";

const EVIL = "x\u001b[2J\u001b]0;pwned\u0007\u009b31m\u202ey\u200b\u{e0041}";
// biome-ignore lint/suspicious/noControlCharactersInRegex: these must not reach a terminal.
const RAW = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e\u200b]|\u{e0041}/u;

let line: CommandLine;

beforeAll(() => {
  line = openCommandLine({
    "evil.mjs": foreignServer({
      initialize: {
        protocolVersion: "2025-11-25",
        capabilities: { tools: {}, resources: {}, prompts: {} },
        serverInfo: { name: EVIL, version: EVIL },
      },
      "tools/list": {
        tools: [
          {
            name: EVIL,
            description: EVIL,
            inputSchema: { type: "object", properties: { [EVIL]: { enum: [EVIL] } } },
          },
          { name: "plain", inputSchema: { type: "object" } },
        ],
      },
      "resources/list": { resources: [{ uri: `a:${EVIL}`, name: EVIL, mimeType: EVIL }] },
      "prompts/list": { prompts: [{ name: EVIL, arguments: [{ name: EVIL }] }] },
      "tools/call": {
        content: [
          { type: "text", text: EVIL },
          { type: "resource_link", uri: EVIL, name: EVIL },
          { type: "image", data: "AAAA", mimeType: EVIL },
          { type: EVIL, text: EVIL },
        ],
        structuredContent: { [EVIL]: EVIL },
      },
      "prompts/get": {
        description: EVIL,
        messages: [{ role: EVIL, content: { type: "text", text: EVIL } }],
      },
      "resources/read": { error: { code: -32002, message: EVIL } },
    }),
    "boom.mjs": `process.stderr.write(${JSON.stringify(`${EVIL}\n`)}); process.exit(1);`,
  });
});

afterAll(() => line[Symbol.dispose]());

test.each([
  [["list", "evil.mjs"], 0],
  [["list", "evil.mjs", "--json"], 0],
  [["call", "evil.mjs", "plain"], 0],
  [["call", "evil.mjs", "plain", "--json"], 0],
  [["call", "evil.mjs", "xyz"], 2],
  [["prompt", "evil.mjs", "p"], 0],
  [["read", "evil.mjs", "a:b"], 2],
  [["read", "evil.mjs", "a:b", "--json", "--verbose"], 2],
  [["list", "boom.mjs"], 3],
  [["list", "boom.mjs", "--verbose"], 3],
])("no control or invisible character of a server is written by mortise %j", async (args, code) => {
  const outcome = await line.run(args as string[]);
  expect(outcome.code, outcome.err).toBe(code);
  expect(outcome.out).not.toMatch(RAW);
  expect(outcome.err).not.toMatch(RAW);
});

test("--json keeps what it escapes", async () => {
  const { out } = await line.run(["list", "evil.mjs", "--json"]);
  expect(JSON.parse(out).server.name).toBe(EVIL);
});
