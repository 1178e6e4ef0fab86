import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import node from "node:module";
import { extname } from "node:path";
import { isLibrary } from "../library.ts";
import { toUserFile } from "../user-file.ts";
import { post } from "./post.ts";

/** Where an import of a spare process finds a package that the user's file will import. */
const AHEAD = "mortise-ahead:";
/** Reports each file of the user that is loaded from now on, and each that an import does not find. */
export function reportModules(): void {
  const seen = new Set<string>();
  node.registerHooks({
    resolve: (specifier, context, next) => {
      try {
        if (isLibrary(specifier) && isOfUser(context.parentURL)) {
          post({ dev: "library", name: specifier });
        }
        return next(specifier, context);
      } catch (error) {
        const missing = toMissing(specifier, context.parentURL);
        if (missing !== undefined) post({ dev: "missing", path: missing });
        throw error;
      }
    },
    load: (url, context, next) => {
      const path = toUserFile(url);
      if (path !== undefined && !seen.has(path)) {
        seen.add(path);
        const digest = digestOf(path);
        if (digest !== undefined) post({ dev: "module", path, digest });
      }
      return next(url, context);
    },
  });
}

/** Loads libraries as an import of `file` would find them; those that are not there are left out. */
export async function loadAhead(file: string, libraries: readonly string[]): Promise<void> {
  const hooks = node.registerHooks({
    resolve: (specifier, context, next) =>
      specifier.startsWith(AHEAD)
        ? next(specifier.slice(AHEAD.length), { ...context, parentURL: file })
        : next(specifier, context),
  });
  for (const name of libraries) {
    await import(`${AHEAD}${name}`).catch(() => undefined);
  }
  hooks.deregister();
}

function isOfUser(url = "node:"): boolean {
  return toUserFile(url) !== undefined;
}

/** Returns the path that a relative import names. */
function toMissing(specifier: string, parent: string | undefined): string | undefined {
  if (!/^(?:\.{0,2}\/|file:)/.test(specifier) || parent === undefined) return undefined;
  const url = URL.parse(specifier, parent)?.href;
  const path = url === undefined ? undefined : toUserFile(url);
  // A folder or a name without an extension is found by no file of that name.
  return path !== undefined && extname(path) !== "" ? path : undefined;
}

function digestOf(path: string): string | undefined {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return undefined;
  }
}
