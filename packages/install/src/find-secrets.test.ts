import { expect, test } from "vitest";
import { reviewRemote } from "./client/remote-clients.ts";
import type { ServerEntry } from "./entry.ts";
import { findPlaceholders, findSecrets } from "./find-secrets.ts";

const entry = (...args: string[]): ServerEntry => ({
  kind: "process",
  command: "x",
  args,
  env: {},
  references: [],
});

test.each<[ServerEntry, string[]]>([
  [entry("--api-key", "abc"), ["the option --api-key"]],
  [entry("--token=abc", "--port", "80"), ["the option --token"]],
  [entry("--token"), []],
  [entry("ghp_0123456789abcdefghijklmnopqrstuvwxyz"), ["word 1 of the arguments"]],
  [entry("/srv/desk.ts", "--max-tokens", "5"), []],
  [
    { kind: "url", url: "https://a.example/mcp?api_key=x", headers: {} },
    ["the parameter api_key of the URL"],
  ],
  [{ kind: "url", url: "https://u:p@a.example/mcp", headers: {} }, ["the password of the URL"]],
])("secrets in %j", (written, expected) => {
  expect(findSecrets(written)).toEqual(expected);
});

test("a value that is only a placeholder is found (NousResearch/hermes-agent#44704)", () => {
  const env = {
    A: `\${API_KEY}`,
    B: "your-api-key",
    C: "%KEY%",
    D: "<token>",
    E: "real",
    F: `a\${B}c`,
  };
  expect(findPlaceholders(env)).toEqual(["A", "B", "C", "D"]);
});

test("clients of the internet need https, a public name, metadata and hints", () => {
  const tools = [{ name: "a", annotations: { readOnlyHint: true } }, { name: "b" }];
  expect(
    reviewRemote({ url: "https://mcp.example.com/mcp", needsLogin: false, tools: [] }),
  ).toEqual([]);
  expect(
    reviewRemote({ url: "http://192.168.1.5/mcp", needsLogin: true, hasMetadata: false, tools }),
  ).toEqual([
    expect.stringContaining("not https"),
    expect.stringContaining("not on the internet"),
    expect.stringContaining("RFC 9728"),
    expect.stringContaining("b: no readOnlyHint"),
  ]);
});

test.each([
  "localhost",
  "10.1.2.3",
  "172.20.0.1",
  "100.64.0.1",
  "[fd00::1]",
  "[::1]",
  "desk",
  "desk.local",
])("%s is not on the internet", (host) => {
  const seen = { url: `https://${host}/mcp`, needsLogin: false, tools: [] };
  expect(reviewRemote(seen)).toHaveLength(1);
});
