import { expect, test } from "vitest";
import { findClient } from "./client/clients.ts";
import { describeDiff } from "./describe-diff.ts";
import { findValues } from "./find-values.ts";
import { planRemoval } from "./plan.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each([
  [
    "cursor",
    `{"mcpServers": {
      "a": {"command": "x", "args": ["--token=t-1", "--api-key", "k-1", "run"], "env": {"A": "a-1", "ON": "true"}},
      "b": {"url": "https://b.example", "headers": {"X-Key": "b-1"}},
      "c": {"command": "x", "env": {"C": "\u0024{env:C}", "N": 12345}}
    }, "inputs": {"nested": [{"env": {"D": "d-1"}}]}}`,
    ["t-1", "k-1", "a-1", "b-1", "12345", "d-1"],
  ],
  [
    "codex",
    '[mcp_servers.a]\ncommand = "x"\n[mcp_servers.a.env]\nA = \'a-1\'\n[mcp_servers.b]\nurl = "u"\nhttp_headers = { X = "b-1" }\n',
    ["a-1", "b-1"],
  ],
  ["goose", "extensions:\n  a:\n    cmd: x\n    envs:\n      A: a-1\n", ["a-1"]],
])("the values in a file of %s are found, of all servers", (id, text, values) => {
  expect(findValues(bytes(text), findClient(id)).sort()).toEqual([...values].sort());
});

test("there are none in a file that is not there", () => {
  expect(findValues(undefined, findClient("cursor"))).toEqual([]);
});

test.each([
  ["goose", "extensions:\n  a:\n    cmd: x\n    envs:\n      A: 'it''s quiet'\n", "it''s quiet"],
  [
    "goose",
    "extensions:\n  a:\n    cmd: x\n    envs:\n      A: |\n        one\n        line two\n",
    "line two",
  ],
  ["codex", '[mcp_servers.a]\ncommand = "x"\nenv = { A = "q\\"uiet" }\n', 'q\\"uiet'],
  ["cursor", '{"mcpServers": {"a": {"command": "x", "env": {"A": "qu\\u0069et"}}}}', "qu\\u0069et"],
  ["cursor", '{"mcpServers": {"a": {"command": "x", "env": {"A": "q\\/uiet"}}}}', "q\\/uiet"],
])("a value in a file of %s is hidden however it is spelled: %j", (id, text, spelled) => {
  const client = findClient(id);
  const plan = planRemoval(bytes(text), { client, name: "a" });
  expect(describeDiff("file", plan)).toContain(spelled);
  const diff = describeDiff("file", plan, findValues(plan.before, client));
  expect(diff).toContain("(redacted)");
  expect(diff).not.toContain(spelled);
  expect(diff).not.toContain("quiet");
});

test("short values, and the path of the file, stay", () => {
  const client = findClient("cursor");
  const text = '{"mcpServers": {"a": {"command": "x", "env": {"A": "on", "HOME": "/home/ada"}}}}';
  const plan = planRemoval(bytes(text), { client, name: "a" });
  const diff = describeDiff("/home/ada/mcp.json", plan, findValues(plan.before, client));
  expect(diff).toContain("--- /home/ada/mcp.json\n");
  expect(diff).toContain('"A": "on", "HOME": "(redacted)"');
});
