import { existsSync, globSync, readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, join } from "node:path";

/**
 * Finds the source maps of a staged package that lead nowhere: their sources must be files of the
 * package, and every position must be a line that such a file has.
 */
export function findMapFaults(staged: string): string[] {
  return globSync("dist/**/*.map", { cwd: staged }).flatMap((path) => findFaults(staged, path));
}

function findFaults(staged: string, path: string): string[] {
  const payload = JSON.parse(readFileSync(join(staged, path), "utf8"));
  const sources: readonly string[] = payload.sources;
  const lines = new Map<string, number>();
  for (const source of sources) {
    const file = join(staged, dirname(path), source);
    if (!existsSync(file)) return [`${path} names ${source}, which is not in the package`];
    lines.set(source, readFileSync(file, "utf8").split("\n").length);
  }
  if (sources.length === 0) return [`${path} names no source`];
  const map = new SourceMap(payload);
  const built = readFileSync(join(staged, path.replace(/\.map$/, "")), "utf8").split("\n");
  return built.flatMap((_text, line) => {
    const entry = map.findEntry(line, 0);
    if (!("originalSource" in entry) || entry.originalSource === undefined) return [];
    const isThere = entry.originalLine < (lines.get(entry.originalSource) ?? 0);
    return isThere
      ? []
      : [`${path} leads from line ${line + 1} to no line of ${entry.originalSource}`];
  });
}
