import { dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const PLACE = /[\s(](file:\/\/[^\s()]+|\/[^\s()]+|[A-Za-z]:\\[^\s()]+):(\d+):(\d+)/;
const OWN = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))) + sep;

/**
 * Returns the first place of a stack in the user's own files, such as `server.ts:3:5`; `undefined`
 * when there is none. Installed packages, these packages and Node are not the user's.
 */
export function findUserFrame(stack: string): string | undefined {
  for (const line of stack.split("\n")) {
    const [, written, row, column] = /^\s+at /.test(line) ? (PLACE.exec(line) ?? []) : [];
    const path = written === undefined ? undefined : toPath(written);
    if (path === undefined || path.includes(`${sep}node_modules${sep}`)) continue;
    if (path.startsWith(OWN)) continue;
    const near = relative(process.cwd(), path);
    return `${near.startsWith("..") ? path : near}:${row}:${column}`;
  }
  return undefined;
}

function toPath(written: string): string | undefined {
  if (!written.startsWith("file:")) return written;
  try {
    return fileURLToPath(written);
  } catch {
    return undefined;
  }
}
