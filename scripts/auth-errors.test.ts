import { readFileSync } from "node:fs";
import type { Argument, Expression } from "oxc-parser";
import { parseSync, Visitor } from "oxc-parser";
import { expect, test } from "vitest";
import { isTestCode, isTypeScript, readSourceTree } from "./architecture/source-tree.ts";

const PAGE = readFileSync("docs/reference/auth-errors.md", "utf8");

/** The HTTP status of each code of a refusal. */
function readStatuses(): Map<string, string> {
  const source = readFileSync("packages/auth/src/challenge/refused.ts", "utf8");
  const body = /const STATUS[^{]*\{([^}]*)\}/.exec(source)?.[1] ?? "";
  const pairs = [...body.matchAll(/(\w+): (\d+),/g)];
  return new Map(pairs.map(([, code = "", status = ""]) => [code, status]));
}

/** Returns what an expression may be as text, each inserted value an ellipsis; none for a variable. */
function readTexts(node: Expression | Argument | undefined): string[] {
  if (node?.type === "Literal") return typeof node.value === "string" ? [node.value] : [];
  if (node?.type === "TemplateLiteral") {
    return [node.quasis.map(({ value }) => value.cooked ?? "").join("…")];
  }
  if (node?.type !== "ConditionalExpression") return [];
  return [...readTexts(node.consequent), ...readTexts(node.alternate)];
}

/** The refusals that a module makes, as code and message; through a function of its own too. */
function readRefusals(path: string, text: string): [code: string, message: string][] {
  const { program } = parseSync(path, text);
  const found: [string, string][] = [];
  const makers = new Map<string, string>();
  const add = (code: string | undefined, message: Argument | undefined): void => {
    if (code !== undefined) for (const one of readTexts(message)) found.push([code, one]);
  };
  new Visitor({
    FunctionDeclaration({ id, body }) {
      const [, code] =
        /^\{\s*return new Refused\("(\w+)", message/.exec(
          text.slice(body?.start ?? 0, body?.end ?? 0),
        ) ?? [];
      if (id && code !== undefined) makers.set(id.name, code);
    },
    NewExpression({ callee, arguments: [code, message] }) {
      if (callee.type === "Identifier" && callee.name === "Refused") {
        add(readTexts(code)[0], message);
      }
    },
  }).visit(program);
  new Visitor({
    CallExpression({ callee, arguments: [message] }) {
      if (callee.type === "Identifier") add(makers.get(callee.name), message);
    },
  }).visit(program);
  return found;
}

test("docs/reference/auth-errors.md describes exactly the refusals of a protected server, with status and fix", () => {
  const statuses = readStatuses();
  const made = [...readSourceTree("packages/auth/src")]
    .filter(([path]) => isTypeScript(path) && !isTestCode(path))
    .flatMap(([path, text]) => readRefusals(path, text))
    .map(([code, message]) => `${statuses.get(code)} ${code}: ${message}`);
  const rows = [...PAGE.matchAll(/^\| (\d{3}) `(\w+)` \| (.*) \| (.+) \|$/gm)];
  const described = rows.map(([, status, code, message]) => `${status} ${code}: ${message}`);
  expect([...statuses.keys()].filter((code) => !made.join().includes(code))).toEqual([]);
  expect(described.toSorted()).toEqual([...new Set(made)].toSorted());
});
