import { posix } from "node:path";
import type { SourceTree } from "./source-tree.ts";
import { isTestCode, isTypeScript } from "./source-tree.ts";

/** Names that say nothing about what is inside. */
const DRAWERS = ["util", "utils", "helper", "helpers", "common", "shared", "misc", "lib", "stuff"];

/** Returns a sentence for each file or folder whose name says nothing about its content. */
export function findDrawers(tree: SourceTree): readonly string[] {
  return [...tree.keys()]
    .filter(isTypeScript)
    .filter((path) => path.split("/").some((part) => DRAWERS.includes(stem(part))))
    .map((path) => `${path}: name the file or folder for what it holds`);
}

/** Returns a sentence for each two entries of a folder that differ by a final "s" alone. */
export function findNearNames(tree: SourceTree): readonly string[] {
  const faults: string[] = [];
  for (const [folder, entries] of listFolders(tree)) {
    const stems = new Set([...entries].map(stem));
    for (const name of [...stems].sort()) {
      if (!stems.has(`${name}s`)) continue;
      faults.push(`${folder}: "${name}" and "${name}s" differ by one letter; rename one of them`);
    }
  }
  return faults;
}

/** Lists folders that hold one source file and no folder, test code not counted. */
export function findLoneFolders(tree: SourceTree): readonly string[] {
  return [...listFolders(tree)]
    .filter(([folder, entries]) => entries.size === 1 && /\/src\/./.test(`${folder}/`))
    .filter(([, [entry = ""]]) => isTypeScript(entry))
    .map(([folder]) => folder)
    .sort();
}

function listFolders(tree: SourceTree): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>();
  for (const path of tree.keys()) {
    if (!isTypeScript(path) || isTestCode(path)) continue;
    for (let at = path; at !== "."; at = posix.dirname(at)) {
      const folder = posix.dirname(at);
      const entries = folders.get(folder) ?? new Set<string>();
      folders.set(folder, entries.add(posix.basename(at)));
    }
  }
  return folders;
}

function stem(entry: string): string {
  return entry.replace(/(\.test|\.test-d)?\.[mc]?tsx?$/, "");
}
