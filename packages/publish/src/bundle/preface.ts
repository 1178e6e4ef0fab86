import type { BundleVariable } from "./variable.ts";
import { settingPlaceholder } from "./variable.ts";

/** Modules print when they are loaded, which is before a server can reserve stdout for its messages. */
const QUIET = "globalThis.console = new console.Console(process.stderr);\n";

/**
 * Returns the code that a bundled server begins with: the console prints to stderr, and variables that the user
 * left empty are taken out, so that the server sees them as not set. Hosts pass on an empty text for them, or the
 * placeholder itself.
 */
export function writePreface(variables: readonly BundleVariable[]): string {
  if (variables.length === 0) return QUIET;
  const unset = Object.fromEntries(
    variables.map((variable) => [variable.name, settingPlaceholder(variable)]),
  );
  return `${QUIET}for (const [name, unset] of Object.entries(${JSON.stringify(unset)})) if (process.env[name] === "" || process.env[name] === unset) delete process.env[name];\n`;
}
