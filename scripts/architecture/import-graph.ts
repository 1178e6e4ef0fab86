import { posix } from "node:path";
import { readImports } from "./read-imports.ts";
import type { SourceTree } from "./source-tree.ts";
import { isTypeScript } from "./source-tree.ts";

/** One file's import of another file of the repository. */
export interface Import {
  readonly from: string;
  readonly to: string;
  readonly specifier: string;
  readonly names: readonly string[];
}

export interface ImportGraph {
  readonly files: readonly string[];
  /** Sorted by importing file, then imported file; one entry for each pair. */
  readonly imports: readonly Import[];
}

interface Manifest {
  readonly name?: string;
  readonly exports?: Readonly<Record<string, string>>;
}

/** Links the files of a tree by their imports; imports of packages outside the tree are left out. */
export function linkImports(tree: SourceTree): ImportGraph {
  const entries = readEntries(tree);
  const files = [...tree.keys()].filter(isTypeScript);
  const imports = files.flatMap((from) => {
    const byTarget = new Map<string, Import>();
    for (const { specifier, names } of readImports(from, tree.get(from) ?? "")) {
      const to = specifier.startsWith(".")
        ? posix.join(posix.dirname(from), specifier)
        : entries.get(specifier);
      if (to === undefined || !isTypeScript(to) || !tree.has(to)) continue;
      const before = byTarget.get(to)?.names ?? [];
      byTarget.set(to, { from, to, specifier, names: [...new Set([...before, ...names])] });
    }
    return [...byTarget.values()].sort((a, b) => (a.to < b.to ? -1 : 1));
  });
  return { files, imports };
}

/** Maps each specifier that a manifest of the tree exports to the file behind it. */
function readEntries(tree: SourceTree): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (const [path, text] of tree) {
    if (posix.basename(path) !== "package.json") continue;
    const manifest: Manifest = JSON.parse(text);
    for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
      if (manifest.name === undefined || typeof target !== "string") continue;
      entries.set(posix.join(manifest.name, subpath), posix.join(posix.dirname(path), target));
    }
  }
  return entries;
}
