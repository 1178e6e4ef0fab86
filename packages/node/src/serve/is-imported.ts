import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { getCallSites } from "node:util";

const HOST_MARK = Symbol.for("mortise.host");

/**
 * Tells whether the module that calls `own` at its top level was imported rather than run.
 *
 * A call inside a function is always meant, wherever it stands.
 */
export function isImported(sites: ReturnType<typeof getCallSites>, own: string): boolean {
  if (HOST_MARK in globalThis) return true;
  const caller = sites.find(
    (site) => site.scriptName !== own && !site.scriptName.startsWith("node:"),
  );
  const entry = process.argv[1];
  if (!caller || entry === undefined || caller.functionName !== "") return false;
  const { scriptName } = caller;
  try {
    const run = realpathSync(createRequire(import.meta.url).resolve(entry));
    // Test runners evaluate modules under their path, Node under their URL.
    const file = scriptName.startsWith("file:") ? fileURLToPath(scriptName) : scriptName;
    return realpathSync(file) !== run;
  } catch {
    // Run from a bundle or standard input: there is no file to compare with, so it was run.
    return false;
  }
}
