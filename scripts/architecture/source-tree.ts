import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

/** The text of every source file and manifest, by path from the root with forward slashes. */
export type SourceTree = ReadonlyMap<string, string>;

/** Generated files, among them the reviewed declarations in `api`. */
const BUILT = /(^|[\\/])(node_modules|\.tsc|\.pack|\.git|coverage|api)([\\/]|$)/;

/** Reads every TypeScript file, `package.json` and `tsconfig.json` below a folder. */
export function readSourceTree(root: string): SourceTree {
  const paths = globSync("**/*.{ts,tsx,mts,cts}", { cwd: root, exclude: isBuilt })
    .concat(globSync("**/{package,tsconfig}.json", { cwd: root, exclude: isBuilt }))
    .map((path) => path.split(sep).join("/"))
    .sort();
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

export function isTypeScript(path: string): boolean {
  return /\.[mc]?tsx?$/.test(path);
}

/** A test or a fixture of tests: product code never imports it, so it stands above every folder. */
export function isTestCode(path: string): boolean {
  return /\.(test|test-d|bench)\.[mc]?tsx?$/.test(path) || /(^|\/)fixtures?\//.test(path);
}

function isBuilt(path: unknown): boolean {
  return BUILT.test(String(path));
}
