import { MortiseError } from "@mortise/protocol";

/** Names of options, flags and environment variables that have changed, with the present ones. */
const PRESENT_NAMES: Readonly<Record<string, string>> = {
  store: "backplane",
  nodes: "instances",
  "--store": "--backplane",
  "--nodes": "--instances",
  MORTISE_STORE: "MORTISE_BACKPLANE",
  MORTISE_NODES: "MORTISE_INSTANCES",
};

/**
 * Refuses an object, such as options or the environment, in which a name of before is set.
 *
 * @throws MortiseError `INVALID_OPTION` that names the present one.
 */
export function refuseOldNames(given: object): void {
  for (const [name, value] of Object.entries(given)) {
    const isSet = value !== undefined && value !== "";
    if (isSet && Object.hasOwn(PRESENT_NAMES, name)) throw renamed(name);
  }
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
