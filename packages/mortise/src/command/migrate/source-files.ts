import { readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { findImports } from "@mortise/migrate";
import { MortiseError } from "@mortise/protocol";

/** The files of a server, by their paths from the working directory. */
export interface SourceFiles {
  readonly files: ReadonlyMap<string, string>;
  readonly resolve: (from: string, specifier: string) => string | undefined;
}

const ENDINGS = [
  "",
  ".ts",
  ".tsx",
  ".mts",
  ".js",
  ".mjs",
  ".jsx",
  "/index.ts",
  "/index.js",
  "/index.mjs",
];
/** TypeScript is imported under the name that it is compiled to. */
const COMPILED: readonly (readonly [compiled: RegExp, source: string])[] = [
  [/\.js$/, ".ts"],
  [/\.js$/, ".tsx"],
  [/\.mjs$/, ".mts"],
  [/\.jsx$/, ".tsx"],
];

/**
 * Reads files and what they import by relative paths.
 *
 * @throws MortiseError `INVALID_OPTION` for a file that cannot be read.
 */
export function readSourceFiles(written: readonly string[]): SourceFiles {
  const files = new Map<string, string>();
  const open = written.map((path) => relative(process.cwd(), resolve(path)) || path);
  for (const path of open) {
    if (files.has(path)) continue;
    const text = read(path);
    files.set(path, text);
    for (const specifier of findImports(path, text)) {
      const found = resolveImport(path, specifier);
      if (found !== undefined && !files.has(found)) open.push(found);
    }
  }
  return { files, resolve: resolveImport };
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const message = `Cannot read ${path}: ${(cause as Error).message}; give the file that makes the server`;
    throw new MortiseError("INVALID_OPTION", message, { cause });
  }
}

function resolveImport(from: string, specifier: string): string | undefined {
  if (!/^\.{1,2}(?:\/|$)/.test(specifier)) return undefined;
  const path = join(dirname(from), specifier);
  const sources = COMPILED.flatMap(([compiled, source]) =>
    compiled.test(path) ? [path.replace(compiled, source)] : [],
  );
  const candidates = [...sources, ...ENDINGS.map((ending) => `${path}${ending}`)];
  return candidates.find((each) => /\.[cm]?[jt]sx?$/.test(each) && isFile(each));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
