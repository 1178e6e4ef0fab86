import { readFileSync } from "node:fs";
import type { ObjectExpression, ObjectProperty } from "oxc-parser";
import { parseSync, Visitor } from "oxc-parser";
import { expect, test } from "vitest";
import { isTestCode, isTypeScript, readSourceTree } from "./architecture/source-tree.ts";

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

/** The members of the `data` of each code that a module throws in a `ToolError`. */
function readToolErrors(path: string, text: string): (readonly [string, readonly string[]])[] {
  const found: (readonly [string, readonly string[]])[] = [];
  new Visitor({
    NewExpression({ callee, arguments: [, options] }) {
      if (callee.type !== "Identifier" || callee.name !== "ToolError") return;
      if (options?.type !== "ObjectExpression") return;
      const { code, data } = membersOf(options);
      if (code?.type !== "Literal") return;
      const members = data?.type === "ObjectExpression" ? Object.keys(membersOf(data)) : [];
      found.push([String(code.value), members]);
    },
  }).visit(parseSync(path, text).program);
  return found;
}

function membersOf({ properties }: ObjectExpression): Record<string, ObjectProperty["value"]> {
  return Object.fromEntries(
    properties.flatMap((one) =>
      one.type === "Property" && one.key.type === "Identifier" ? [[one.key.name, one.value]] : [],
    ),
  );
}

test("docs/reference/errors.md describes exactly the codes of ToolError that the server uses", () => {
  const thrown = [...readSourceTree("packages/server/src")]
    .filter(([path]) => isTypeScript(path) && !isTestCode(path))
    .flatMap(([path, text]) => readToolErrors(path, text));
  const described = new Map(
    [...PAGE.matchAll(/^\| `([a-z_]+)` \| .* \| (.*)\|$/gm)].map(([, code = "", members = ""]) => [
      code,
      members,
    ]),
  );
  expect(thrown.map(([code]) => code)).toContain("invalid_arguments");
  expect([...described.keys()].sort()).toEqual([...new Set(thrown.map(([code]) => code))].sort());
  for (const [code, members] of thrown) {
    for (const member of members) expect(described.get(code), code).toContain(`\`${member}\``);
  }
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

test("docs/reference/auth-errors.md describes exactly the codes of AuthError", () => {
  const page = readFileSync("docs/reference/auth-errors.md", "utf8");
  const source = readFileSync("packages/auth/src/error/auth-error-code.ts", "utf8");
  const union = /export type AuthErrorCode =([^;]*);/.exec(source)?.[1] ?? "";
  const codes = [...union.matchAll(/"([a-z_]+)"/g)].map(([, code]) => code);
  const described = [...page.matchAll(/^### `([a-z_]+)`$/gm)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(0);
  expect(described).toEqual(codes);
});
