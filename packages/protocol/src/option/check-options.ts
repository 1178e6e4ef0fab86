import { MortiseError } from "../error/mortise-error.ts";
import { describeValue } from "./describe-value.ts";
import { nearest } from "./nearest.ts";

/** Each name of an options interface; the compiler refuses a table that lacks one or has another. */
export type OptionNames<Options> = { readonly [Name in keyof Options]-?: true };

/**
 * Refuses options of which one has a name that does not exist; it would be ignored otherwise.
 *
 * `owner` is the noun of the message, such as `createServer`. An unknown name without a value changes
 * nothing and is accepted.
 *
 * @throws MortiseError `INVALID_OPTION` with the nearest name, or with all of them.
 */
export function checkOptions(
  owner: string,
  options: unknown,
  names: Readonly<Record<string, true>>,
): void {
  const problem = findUnknown(owner, options, names);
  if (problem === undefined) return;
  const { option, message } = problem;
  throw new MortiseError("INVALID_OPTION", message, {
    ...(option !== undefined && { data: { option } }),
  });
}

/**
 * Refuses a definition of which one member has a name that does not exist, as {@link checkOptions}
 * does for options.
 *
 * `advice` is what to do about names that are unlike those meant, such as those of other toolkits.
 *
 * @throws MortiseError `INVALID_DEFINITION`.
 */
export function checkDefinition(
  owner: string,
  definition: unknown,
  names: Readonly<Record<string, true>>,
  advice?: Readonly<Record<string, string>>,
): void {
  const problem = findUnknown(owner, definition, names, advice);
  if (problem !== undefined) throw new MortiseError("INVALID_DEFINITION", problem.message);
}

/** An extension's `tasksListChanged` is three letters from `toolsListChanged`, and is meant. */
const MISSPELT = 2;

/**
 * Refuses a member whose name is nearly one of `names`; names unlike any of them are accepted, for
 * objects that extensions may add members to.
 *
 * @throws MortiseError `INVALID_OPTION` with the name that was probably meant.
 */
export function checkSpelling(
  owner: string,
  members: object,
  names: Readonly<Record<string, true>>,
): void {
  for (const [member, value] of Object.entries(members)) {
    if (names[member] === true || value === undefined) continue;
    const meant = nearest(member, Object.keys(names), MISSPELT);
    if (meant === undefined) continue;
    const message = `${owner} has no ${JSON.stringify(member)}; did you mean "${meant}"?`;
    throw new MortiseError("INVALID_OPTION", message, { data: { option: member } });
  }
}

function findUnknown(
  owner: string,
  options: unknown,
  names: Readonly<Record<string, true>>,
  known: Readonly<Record<string, string>> = {},
): { readonly option?: string; readonly message: string } | undefined {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    return {
      message: `${owner} takes an object with ${list(names)}; it got ${describeValue(options)}`,
    };
  }
  // Own names only, in a loop without a list: this runs for each request of a client.
  for (const option in options) {
    if (names[option] === true || !Object.hasOwn(options, option)) continue;
    if ((options as Readonly<Record<string, unknown>>)[option] === undefined) continue;
    const meant = nearest(option, Object.keys(names));
    const near = meant === undefined ? `it has ${list(names)}` : `did you mean "${meant}"?`;
    const advice = (Object.hasOwn(known, option) ? known[option] : undefined) ?? near;
    return { option, message: `${owner} has no option ${JSON.stringify(option)}; ${advice}` };
  }
  return undefined;
}

function list(names: Readonly<Record<string, true>>): string {
  return Object.keys(names).sort().join(", ");
}
