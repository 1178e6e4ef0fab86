import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const PAGE = readFileSync("docs/reference/errors.md", "utf8");

/** The members of each code's `data`, read from the interface `MortiseErrorData`. */
function readData(): Map<string, readonly string[]> {
  const source = readFileSync("packages/protocol/src/error/mortise-error.ts", "utf8");
  const body = /export interface MortiseErrorData \{([\s\S]*?)\n\}/.exec(source)?.[1] ?? "";
  const codes = [...body.matchAll(/^ {2}readonly ([A-Z_]+): ([\s\S]*?);\n(?= {2}\S|$)/gm)];
  return new Map(
    codes.map(([, code = "", type = ""]) => [
      code,
      [...type.matchAll(/^ {4}readonly (\w+)\??:/gm)].map(([, member = ""]) => member),
    ]),
  );
}

test("docs/reference/errors.md describes exactly the codes that exist, with their data", () => {
  const described = new Map(
    [...PAGE.matchAll(/^### `([A-Z_]+)`\n([\s\S]*?)(?=\n##)/gm)].map(([, code = "", text = ""]) => [
      code,
      [...new Set([...text.matchAll(/`data\.(\w+)`/g)].map(([, member = ""]) => member))].sort(),
    ]),
  );
  const data = readData();
  expect(data.size).toBeGreaterThan(0);
  expect(data.get("HTTP_ERROR")).toContain("status");
  expect([...described].sort()).toEqual(
    [...data].map(([code, members]) => [code, [...members].sort()]).sort(),
  );
});

test("docs/reference/errors.md describes exactly the JSON-RPC codes that are sent", () => {
  const source = readFileSync("packages/protocol/src/jsonrpc/error-code.ts", "utf8");
  const codes = [...source.matchAll(/^ {2}(\w+): (-\d+),$/gm)].map(
    ([, name, code]) => `${code} ${name}`,
  );
  const described = [...PAGE.matchAll(/^\| `(-\d+)` \| (\w+) \|/gm)].map(
    ([, code, name]) => `${code} ${name}`,
  );
  expect(codes.length).toBeGreaterThan(0);
  expect(described.sort()).toEqual(codes.sort());
});
