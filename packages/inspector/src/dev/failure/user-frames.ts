import { relative, sep } from "node:path";
import type { Place } from "../../contract/index.ts";
import { toUserFile } from "../user-file.ts";

const FRAME =
  /^\s+at (?:.*?[\s(])?(file:\/\/[^\s()]+|\/[^()]+?|[A-Za-z]:\\[^()]+?):(\d+):(\d+)\)?$/;
/** More frames of the user's code than this help no reader. */
const MAX_FRAMES = 20;

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

/** Names a file as the page and the terminal show it: from the working directory, with slashes. */
export function shownFile(path: string, folder: string): string {
  const near = relative(folder, path);
  const isInside = near !== "" && !near.startsWith("..") && near !== path;
  return isInside ? near.split(sep).join("/") : path;
}
