import { existsSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, relative, resolve, sep } from "node:path";

/** A file of a server, as JavaScript with the lines and columns of the original. */
interface SourceFile {
  /** Relative to the working directory. */
  readonly path: string;
  readonly code: string;
}

const MOST_FILES = 500;
const READABLE = /\.[cm]?[jt]s$/;
/** Specifiers of files: `import … from "./a.ts"`, `export … from`, `import("./a.ts")`. */
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.{1,2}\/[^"'\n]+)["']/g;

/** Reads a file and the files that it imports by their paths, but for installed packages. */
export function readSources(path: string): SourceFile[] {
  const found = new Map<string, SourceFile>();
  const open = [resolve(path)];
  for (
    let next = open.shift();
    next !== undefined && found.size < MOST_FILES;
    next = open.shift()
  ) {
    if (found.has(next) || next.includes(`${sep}node_modules${sep}`)) continue;
    const text = readFileSync(next, "utf8");
    const code = /\.[cm]?ts$/.test(next) ? stripTypes(text) : text;
    found.set(next, { path: relative(process.cwd(), next), code });
    const folder = dirname(next);
    for (const [, specifier = ""] of code.matchAll(SPECIFIER)) {
      const imported = resolve(folder, specifier);
      if (READABLE.test(imported) && existsSync(imported)) open.push(imported);
    }
  }
  return [...found.values()];
}

/** Puts spaces in place of types; text with syntax that Node does not strip stays, and no rule reads it. */
function stripTypes(text: string): string {
  const { emitWarning } = process;
  // Node calls the function experimental on standard error, at every first call of a process.
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(text);
  } catch {
    return text;
  } finally {
    process.emitWarning = emitWarning;
  }
}
