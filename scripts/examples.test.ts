import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** The declarations that a newcomer meets first, by their file. */
const MAIN: readonly (readonly [path: string, declaration: string])[] = [
  ["packages/agent/src/agent/create-agent.ts", "export function createAgent<"],
  ["packages/client/src/client/client.ts", "  callTool<Name"],
  ["packages/node/src/connect.ts", "export function connect<"],
  ["packages/node/src/http/create-node-handler.ts", "export function createNodeHandler("],
  ["packages/node/src/http/listen.ts", "export async function listen("],
  ["packages/node/src/serve/serve.ts", "export async function serve("],
  ["packages/server/src/create-fetch-handler.ts", "export function createFetchHandler("],
  ["packages/server/src/server.ts", "export function createServer<"],
  ["packages/server/src/server.ts", "  tool<\n"],
  ["packages/server/src/server.ts", "  resource<const Uri"],
  ["packages/server/src/server.ts", "  prompt<const Name"],
  ["packages/server/src/server.ts", "  forward<const Kind"],
];

/** Every program that a test runs, with white space folded. */
const PROGRAMS = globSync("examples/quick-start/**/*.ts", {
  exclude: (path) => /node_modules|\.tsc/.test(String(path)),
}).map((path) => fold(readFileSync(path, "utf8")));

function fold(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** The code of the `@example` in a docstring; `undefined` without one. */
function exampleOf(docstring: string): string | undefined {
  const code = /@example\n\s*\* ```ts\n([\s\S]*?)\n\s*\* ```/.exec(docstring)?.[1];
  return code?.replace(/^\s*\* ?/gm, "");
}

test.each(MAIN)("%s: %s has an example that runs", (path, declaration) => {
  const source = readFileSync(path, "utf8");
  const at = source.indexOf(declaration);
  expect(at, `${declaration} is in ${path}`).toBeGreaterThan(0);
  const example = exampleOf(source.slice(source.lastIndexOf("/**", at), at));
  expect(example, "the docstring has an @example").toBeDefined();
  const code = fold(example ?? "");
  expect(code.length).toBeGreaterThan(20);
  expect(
    PROGRAMS.some((program) => program.includes(code)),
    example,
  ).toBe(true);
});
