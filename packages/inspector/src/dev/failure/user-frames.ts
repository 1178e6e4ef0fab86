import node from "node:module";
import { dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Place } from "../../contract/index.ts";

const FRAME =
  /^\s+at (?:.*?[\s(])?(file:\/\/[^\s()]+|\/[^()]+?|[A-Za-z]:\\[^()]+?):(\d+):(\d+)\)?$/;
/** More frames of the user's code than this help no reader. */
const MAX_FRAMES = 20;
/** The folder of these packages and their siblings. */
const OWN_FOLDER =
  dirname(dirname(node.findPackageJSON("..", import.meta.url) ?? fileURLToPath(import.meta.url))) +
  sep;

/** Returns the frames of a stack that lie in the user's own files, nearest first, with absolute paths. */
export function readUserFrames(stack: string): Place[] {
  return stack
    .split("\n")
    .flatMap((line): Place[] => {
      const [, written, row, column] = FRAME.exec(line) ?? [];
      const file = written === undefined ? undefined : toUserFile(written);
      return file === undefined ? [] : [{ file, line: Number(row), column: Number(column) }];
    })
    .slice(0, MAX_FRAMES);
}

/** Returns the path of a file of the user that a stack names; `undefined` for packages and Node. */
export function toUserFile(written: string): string | undefined {
  const path = toPath(written);
  if (path === undefined || path.includes(`${sep}node_modules${sep}`)) return undefined;
  return path.startsWith(OWN_FOLDER) ? undefined : path;
}

/** Names a file as the page and the terminal show it: from the working directory, with slashes. */
export function shownFile(path: string, folder: string): string {
  const near = relative(folder, path);
  const isInside = near !== "" && !near.startsWith("..") && near !== path;
  return isInside ? near.split(sep).join("/") : path;
}

function toPath(written: string): string | undefined {
  if (!written.startsWith("file:")) return written;
  try {
    return fileURLToPath(written);
  } catch {
    return undefined;
  }
}
