import node from "node:module";
import { dirname, sep } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder of these packages and their siblings: `packages` of the workspace or `node_modules/@mortise`.
 * A Node that is too old lacks the function, and is to get as far as its refusal.
 */
const OWN_FOLDER =
  dirname(
    dirname(node.findPackageJSON?.("..", import.meta.url) ?? fileURLToPath(import.meta.url)),
  ) + sep;

/**
 * Returns the path of a file that the user may change, from its path or its file URL; `undefined` for
 * packages, these ones too, and for Node itself.
 */
export function toUserFile(written: string): string | undefined {
  const path = toPath(written);
  if (path === undefined || path.includes(`${sep}node_modules${sep}`)) return undefined;
  return path.startsWith(OWN_FOLDER) ? undefined : path;
}

/** Other schemes, such as `node:` and `data:`, name no file. */
function toPath(written: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]+:/i.test(written)) return written;
  try {
    return fileURLToPath(written);
  } catch {
    return undefined;
  }
}
