import { INHERITED_ENVIRONMENT } from "@mortise/node";
import { MortiseError } from "@mortise/protocol";

const NAME = /^[A-Za-z_]\w*$/;

/**
 * Reads what `--env` was given: `NAME=value`, or `NAME` for the value that the variable has here.
 *
 * @throws MortiseError `INVALID_OPTION` for a variable that is not set here, and for what is no name.
 */
export function readEnvironment(written: readonly string[]): Record<string, string> {
  return Object.fromEntries(written.map(readVariable));
}

function readVariable(written: string): [string, string] {
  const equals = written.indexOf("=");
  const name = equals === -1 ? written : written.slice(0, equals);
  // The text may be a secret, so the message does not repeat it.
  if (!NAME.test(name)) throw invalid("--env takes a name, as -e NAME=value or -e NAME");
  const value = equals === -1 ? process.env[name] : written.slice(equals + 1);
  if (value !== undefined) return [name, value];
  throw invalid(`${name} is not set here; set it, or give its value: -e ${name}=value`);
}

/**
 * Advises to pass on the variables that a server that failed names on its stderr, and that are set
 * here; empty without any.
 */
export function adviseEnvironment(
  stderr: string,
  passed: Readonly<Record<string, string>>,
): string {
  const named = new Set(stderr.match(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g));
  const withheld = [...named].filter(
    (name) =>
      process.env[name] !== undefined &&
      !INHERITED_ENVIRONMENT.includes(name) &&
      !Object.hasOwn(passed, name),
  );
  if (withheld.length === 0) return "";
  const flags = withheld.map((name) => `-e ${name}`).join(" ");
  return `; servers inherit few variables, so add ${flags}`;
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message);
}
