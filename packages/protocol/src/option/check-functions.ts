import { MortiseError } from "../error/mortise-error.ts";

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
    const found = value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
    throw new MortiseError("INVALID_OPTION", `${name} takes a function, not ${found}`, {
      data: { option: name },
    });
  }
}
