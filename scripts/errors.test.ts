import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

test("docs/reference/errors.md describes exactly the codes that exist", () => {
  const source = readFileSync("packages/protocol/src/error/mortise-error.ts", "utf8");
  const union = /export type MortiseErrorCode =([^;]+);/.exec(source)?.[1] ?? "";
  const codes = [...union.matchAll(/"([A-Z_]+)"/g)].map(([, code]) => code);
  const page = readFileSync("docs/reference/errors.md", "utf8");
  const described = [...page.matchAll(/^### `([A-Z_]+)`$/gm)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(0);
  expect(described.sort()).toEqual(codes.sort());
});

test("docs/reference/errors.md describes exactly the JSON-RPC codes that are sent", () => {
  const source = readFileSync("packages/protocol/src/jsonrpc/error-code.ts", "utf8");
  const codes = [...source.matchAll(/^ {2}(\w+): (-\d+),$/gm)].map(
    ([, name, code]) => `${code} ${name}`,
  );
  const page = readFileSync("docs/reference/errors.md", "utf8");
  const described = [...page.matchAll(/^\| `(-\d+)` \| (\w+) \|/gm)].map(
    ([, code, name]) => `${code} ${name}`,
  );
  expect(codes.length).toBeGreaterThan(0);
  expect(described.sort()).toEqual(codes.sort());
});
