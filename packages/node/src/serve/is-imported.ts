import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { CallSiteObject } from "node:util";

/**
 * Whether the module that calls `serve` at its top level was imported rather than run; `sites` begin
 * with `serve` itself.
 *
 * A call inside a function always serves.
 */
export function isImported([own, ...sites]: readonly CallSiteObject[]): boolean {
  // A bundle may hold the caller and `serve` in one file.
  const caller = sites.find((site) => isOfUser(site, own)) ?? sites[0];
  const entry = process.argv[1];
  if (!caller || entry === undefined || caller.functionName !== "") return false;
  const { scriptName } = caller;
  try {
    const run = realpathSync(createRequire(`${process.cwd()}/`).resolve(entry));
    // Test runners evaluate modules under their path, Node under their URL.
    const file = scriptName.startsWith("file:") ? fileURLToPath(scriptName) : scriptName;
    return realpathSync(file) !== run;
  } catch {
    // Code from standard input or `--eval` has no file, so it was run.
    return false;
  }
}

function isOfUser({ scriptName }: CallSiteObject, own: CallSiteObject | undefined): boolean {
  return scriptName !== own?.scriptName && !scriptName.startsWith("node:");
}
