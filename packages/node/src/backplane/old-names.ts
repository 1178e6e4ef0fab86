import { MortiseError } from "@mortise/protocol";

/** Names of flags and environment variables that have changed, with the present ones. */
const PRESENT_NAMES: Readonly<Record<string, string>> = {
  "--store": "--backplane",
  "--nodes": "--instances",
  MORTISE_STORE: "MORTISE_BACKPLANE",
  MORTISE_NODES: "MORTISE_INSTANCES",
};

/**
 * Refuses an environment in which a variable with a former name is set.
 *
 * @throws MortiseError `INVALID_OPTION` that names the present one.
 */
export function refuseOldVariables(environment: NodeJS.ProcessEnv = process.env): void {
  for (const name of Object.keys(PRESENT_NAMES)) if (environment[name]) throw renamed(name);
}

/**
 * Refuses a flag of the command line whose name has changed.
 *
 * @throws MortiseError `INVALID_OPTION` that names the present one.
 */
export function refuseOldFlag(flag: string): void {
  if (flag.startsWith("--") && Object.hasOwn(PRESENT_NAMES, flag)) throw renamed(flag);
}

function renamed(name: string): MortiseError {
  return new MortiseError("INVALID_OPTION", `${name} is now called ${PRESENT_NAMES[name]}`);
}
