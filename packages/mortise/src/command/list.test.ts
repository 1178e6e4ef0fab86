import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CommandLine } from "./fixture/command-line.ts";
import { openCommandLine } from "./fixture/command-line.ts";
import { foreignServer } from "./fixture/foreign-server.ts";

const TOOLS = { tools: [{ name: "query", inputSchema: { type: "object" } }] };
const UNKNOWN = { error: { code: -32601, message: "Method not found" } };
const BROKEN = { error: { code: -32602, message: "no such cursor" } };

let line: CommandLine;

beforeAll(() => {
  line = openCommandLine({
    "templates.mjs": foreignServer({ "tools/list": TOOLS, "resources/templates/list": UNKNOWN }),
    "prompts.mjs": foreignServer({ "tools/list": TOOLS, "prompts/list": UNKNOWN }),
    "partly.mjs": foreignServer({ "tools/list": TOOLS, "resources/list": BROKEN }),
    "nothing.mjs": foreignServer({
      "tools/list": BROKEN,
      "resources/list": BROKEN,
      "resources/templates/list": BROKEN,
      "prompts/list": BROKEN,
    }),
  });
});

afterAll(() => line[Symbol.dispose]());

test("a server that has no method for templates is listed like one without templates", async () => {
  const { code, out, err } = await line.run(["list", "templates.mjs"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("query");
});

test("a list that the server declares and has no method for is named and costs nothing", async () => {
  const { code, out, err } = await line.run(["list", "prompts.mjs"]);
  expect(err).toBe("note the server declares prompts, but does not answer prompts/list\n");
  expect(out).toContain("query");
  expect(code).toBe(0);
});

test("a list that fails is named, the others are shown, and the exit code says so", async () => {
  const { code, out, err } = await line.run(["list", "partly.mjs"]);
  expect(out).toContain("query");
  expect(err).toBe(
    "resources/list is left out. error The server refused: no such cursor (-32602)\n",
  );
  expect(code).toBe(1);
  const json = await line.run(["list", "partly.mjs", "--json"]);
  expect(JSON.parse(json.out)).toMatchObject({
    tools: [{ name: "query" }],
    resources: [],
    failed: [{ method: "resources/list", code: -32602 }],
  });
  expect(json.code).toBe(1);
});

test("the first failure is the command's when no list came", async () => {
  const { code, out, err } = await line.run(["list", "nothing.mjs"]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toBe(
    "error The server refused tools/list: no such cursor (-32602)\n" +
      "More: https://mortise-dev.github.io/mortise/reference/errors.html#invalid_response\n",
  );
});

test("--output writes the result to a file, without colours", async () => {
  const env = { FORCE_COLOR: "1" };
  const words = ["list", "templates.mjs", "--output", "list.txt"];
  expect(await line.run(words, { env })).toEqual({ code: 0, out: "", err: "" });
  const written = readFileSync(join(line.folder, "list.txt"), "utf8");
  expect(written).toMatch(/^foreign 1 {2}MCP 2025-11-25\n\nTools 1\n {2}query\n$/);
  const lost = await line.run(["list", "templates.mjs", "--output", "no/such/folder"]);
  expect(lost).toMatchObject({ code: 2, err: expect.stringContaining("Cannot write --output") });
});
