import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import { expect, onTestFinished, test } from "vitest";
import { bundle } from "./bundle.ts";

const SOURCE = `const closed: string[] = [];
const open = (name: string) => ({
  [Symbol.dispose]: () => void closed.push(name),
  [Symbol.asyncDispose]: async () => void closed.push(name),
});
async function work(): Promise<void> {
  using first = open("first");
  await using second = open("second");
  for (using each of [open("each")]) void each;
  void [first, second];
}
await work();
export { closed };
`;

function createPackage(): string {
  const root = mkdtempSync(join(tmpdir(), "mortise-bundle-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "src"));
  writeFileSync(join(root, "src/index.ts"), SOURCE);
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  return root;
}

function createManifest(node: string): Parameters<typeof bundle>[1] {
  return {
    name: "bundled",
    version: "1.0.0",
    engines: { node },
    exports: { ".": "./src/index.ts" },
  };
}

/** The kinds of declarations, such as `const` and `await using`. */
function listDeclarations(file: string): Set<string> {
  const kinds = new Set<string>();
  const { program, errors } = parseSync(file, readFileSync(file, "utf8"));
  expect(errors).toEqual([]);
  new Visitor({ VariableDeclaration: ({ kind }) => void kinds.add(kind) }).visit(program);
  return kinds;
}

test("syntax that the oldest Node of engines cannot parse is rewritten, and works as it did", async () => {
  const root = createPackage();
  const [built] = await bundle(root, createManifest(">=22.18"), join(root, "dist"));
  const file = join(root, "dist", built?.file ?? "");
  expect([...listDeclarations(file)].filter((kind) => kind.includes("using"))).toEqual([]);
  expect(await import(file)).toMatchObject({ closed: ["each", "second", "first"] });
});

test("a Node that can parse it gets it as it was written", async () => {
  const root = createPackage();
  const [built] = await bundle(root, createManifest(">=24.0"), join(root, "dist"));
  expect(listDeclarations(join(root, "dist", built?.file ?? ""))).toContain("await using");
});

test("a package that names no oldest Node is not built", async () => {
  const root = createPackage();
  await expect(bundle(root, createManifest("*"), join(root, "dist"))).rejects.toThrow(
    "bundled has engines.node *; write it as >=22.18",
  );
});

test("a bundle has no comments, and another package keeps the names of its functions", async () => {
  const root = createPackage();
  const other = join(root, "node_modules/other");
  mkdirSync(other, { recursive: true });
  writeFileSync(join(other, "package.json"), '{ "type": "module", "exports": "./index.js" }');
  writeFileSync(
    join(other, "index.js"),
    "/** Adds. */\nexport function addAll(...numbers) {\n  // One by one.\n  let sum = 0;\n  for (const each of numbers) sum += each;\n  return sum;\n}\n",
  );
  const source =
    'import { addAll } from "other";\n/** Six. */\nexport const six: number = addAll(1, 2, 3);\n';
  writeFileSync(join(root, "src/index.ts"), source);
  const files = await bundle(root, createManifest(">=22.18"), join(root, "dist"));
  const read = (isOther: boolean): string =>
    files
      .filter(({ inlined }) => inlined.length > 0 === isOther)
      .map(({ file }) => readFileSync(join(root, "dist", file), "utf8"))
      .join("");
  expect(read(true)).toContain("function addAll(");
  expect(read(true)).not.toMatch(/Adds|One by one/);
  expect(read(false)).not.toContain("Six");
  expect(await import(join(root, "dist/index.js"))).toMatchObject({ six: 6 });
});

test("of a package for both kinds of modules the bundle takes the imports, whose parts it can follow", async () => {
  const root = createPackage();
  const both = join(root, "node_modules/both");
  mkdirSync(both, { recursive: true });
  writeFileSync(join(both, "package.json"), '{ "main": "wrapped.js", "module": "index.mjs" }');
  writeFileSync(
    join(both, "wrapped.js"),
    "(function (factory) { module.exports = factory(require, exports); })((ask) => ask('./part'));",
  );
  writeFileSync(join(both, "index.mjs"), 'export { six } from "./part.mjs";');
  writeFileSync(join(both, "part.mjs"), "export const six = 6;");
  writeFileSync(join(root, "src/index.ts"), 'export { six } from "both";\n');
  await bundle(root, createManifest(">=22.18"), join(root, "dist"));
  expect(await import(join(root, "dist/index.js"))).toMatchObject({ six: 6 });
});
