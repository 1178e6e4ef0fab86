import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Project } from "@mortise/publish";
import { readProject } from "@mortise/publish";

/** A folder with a package.json. */
export interface PackageFolder {
  readonly folder: string;
  readonly project: Project;
}

/**
 * Reads the nearest package.json of a folder or above; without one the folder itself has an empty project.
 *
 * @throws MortiseError `INVALID_OPTION` for one that cannot be read.
 */
export function readPackage(start: string): PackageFolder {
  let folder = start;
  while (!existsSync(join(folder, "package.json"))) {
    if (dirname(folder) === folder) return { folder: start, project: {} };
    folder = dirname(folder);
  }
  const path = join(folder, "package.json");
  const project = readProject(readFileSync(path, "utf8"), relative(process.cwd(), path));
  return { folder, project };
}
