// By its name, an export that an older Node lacks would fail before the version of Node is checked.
import node from "node:module";
import { dirname, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const PLACE = /[\s(](file:\/\/[^\s()]+|\/[^\s()]+|[A-Za-z]:\\[^\s()]+):(\d+):(\d+)/;
const LINE = /^(file:\/\/\S+|\/.+|[A-Za-z]:\\.+):(\d+)$/;

/**
 * Returns the folder that holds the package of a module and its siblings: `packages` of the workspace
 * or `node_modules`, however deep in its package the module is.
 */
export function findOwnFolder(url: string): string {
  const manifest = node.findPackageJSON("..", url) ?? fileURLToPath(url);
  return dirname(dirname(manifest)) + sep;
}

/**
 * Returns the first place of a stack in the user's own files, such as `server.ts:3:5`; `undefined`
 * when there is none. Installed packages, these packages and Node are not the user's.
 */
export function findUserFrame(stack: string): string | undefined {
  for (const line of stack.split("\n")) {
    const [, written, row, column] = /^\s+at /.test(line) ? (PLACE.exec(line) ?? []) : [];
    const file = toUserFile(written);
    if (file !== undefined) return `${file}:${row}:${column}`;
  }
  return undefined;
}

/** Returns the place of a line such as `file:///home/ada/server.ts:3` in the user's own files. */
export function findUserLine(line: string): string | undefined {
  const [, written, row] = LINE.exec(line) ?? [];
  const file = toUserFile(written);
  return file === undefined ? undefined : `${file}:${row}`;
}

/** The file as it is shown, when it is the user's own. */
function toUserFile(written: string | undefined): string | undefined {
  const path = written === undefined ? undefined : toPath(written);
  if (path === undefined || path.includes(`${sep}node_modules${sep}`)) return undefined;
  if (path.startsWith(findOwnFolder(import.meta.url))) return undefined;
  const near = relative(process.cwd(), path);
  return near.startsWith("..") ? path : near;
}

function toPath(written: string): string | undefined {
  if (!written.startsWith("file:")) return written;
  try {
    return fileURLToPath(written);
  } catch {
    return undefined;
  }
}
