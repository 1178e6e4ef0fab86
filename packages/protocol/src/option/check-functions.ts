import { MortiseError } from "../error/mortise-error.ts";
import { describeValue } from "./describe-value.ts";

/**
 * Refuses an option that is to be a function and is something else; it would fail when it is called.
 *
 * @throws MortiseError `INVALID_OPTION` with the name of the option and what was found.
 */
export function checkFunctions<Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
): void {
  for (const name of names) {
    const value = options[name];
    if (value === undefined || typeof value === "function") continue;
    const message = `${name} takes a function, not ${describeValue(value)}`;
    throw new MortiseError("INVALID_OPTION", message, { data: { option: name } });
  }
}
