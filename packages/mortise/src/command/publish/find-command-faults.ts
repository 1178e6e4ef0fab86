import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Project } from "@mortise/publish";

/** Returns why `npx` could not start the commands of a package that is to be published. */
export function findCommandFaults(
  { commands = {}, isPrivate = false }: Project,
  folder: string,
): string[] {
  if (isPrivate) return [];
  return Object.entries(commands).flatMap(([name, file]) => {
    const fault = findFault(join(folder, file), file);
    return fault === undefined ? [] : [`The command ${name} of "bin" is ${file}, ${fault}`];
  });
}

function findFault(path: string, file: string): string | undefined {
  if (/\.[cm]?tsx?$/.test(file)) {
    return "and Node takes no types out of files below node_modules; make one with mortise build";
  }
  if (!existsSync(path)) return "which is not there; run the build before";
  if (!statSync(path).isFile()) return "which is no file";
  const [first = ""] = readFileSync(path, "utf8").split("\n", 1);
  if (!first.startsWith("#!"))
    return "which has no first line that starts it; mortise build writes one";
  return undefined;
}
