import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { MortiseError } from "@mortise/protocol";
import type { Project } from "@mortise/publish";
import { readProject } from "@mortise/publish";
import { readRegularFile } from "../../target/read-regular-file.ts";

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
  const project = readProject(read(path), relative(process.cwd(), path));
  return { folder, project };
}

function read(path: string): string {
  try {
    return readRegularFile(path).toString("utf8");
  } catch (cause) {
    throw new MortiseError("INVALID_OPTION", `package.json: ${(cause as Error).message}`, {
      cause,
    });
  }
}
