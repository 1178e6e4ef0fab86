import { existsSync, mkdirSync, rmdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder and those above it, and returns the ones that it made, the outermost first; none stays when
 * one fails.
 *
 * @throws the error of the file system.
 */
export function makeFolders(path: string, mode = 0o777): string[] {
  const made: string[] = [];
  try {
    // One by one: the recursive mkdir of Node never ends below /proc.
    for (const folder of findMissing(resolve(path))) {
      if (makeFolder(folder, mode)) made.push(folder);
    }
    return made;
  } catch (error) {
    removeFolders(made);
    throw error;
  }
}

/** Removes folders that {@link makeFolders} has made, as far as they are empty. */
export function removeFolders(made: readonly string[]): void {
  try {
    for (const folder of made.toReversed()) rmdirSync(folder);
  } catch {
    // Something else is in it by now.
  }
}

function findMissing(path: string): string[] {
  const above = dirname(path);
  return existsSync(path) || above === path ? [] : [...findMissing(above), path];
}

/** Returns `false` for a folder that another process has made meanwhile. */
function makeFolder(path: string, mode: number): boolean {
  try {
    mkdirSync(path, mode);
    return true;
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return false;
    throw error;
  }
}
