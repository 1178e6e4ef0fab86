import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Project } from "@mortise/publish";
import { readProject } from "@mortise/publish";

/** Reads the nearest package.json above a file; a file without one has an empty project. */
export function readPackage(file: string): Project {
  let folder = dirname(file);
  while (!existsSync(join(folder, "package.json"))) {
    if (dirname(folder) === folder) return {};
    folder = dirname(folder);
  }
  const path = join(folder, "package.json");
  return readProject(readFileSync(path, "utf8"), relative(process.cwd(), path));
}
