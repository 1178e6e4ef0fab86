import { MortiseError } from "../error/mortise-error.ts";
import { describeValue } from "./describe-value.ts";

/** The kind of value that an option takes. */
export type ValueKind =
  | "boolean"
  | "function"
  | "list"
  | "number"
  | "object"
  | "port"
  | "text"
  | "texts";

/** The name of a kind in messages, and the test of its values. */
interface KindRule {
  readonly noun: string;
  readonly matches: (value: unknown) => boolean;
}

const KINDS: Readonly<Record<ValueKind, KindRule>> = {
  boolean: { noun: "true or false", matches: (value) => typeof value === "boolean" },
  function: { noun: "a function", matches: (value) => typeof value === "function" },
  list: { noun: "a list", matches: (value) => Array.isArray(value) },
  number: { noun: "a number that is finite", matches: (value) => Number.isFinite(value) },
  object: {
    noun: "an object",
    matches: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  },
  port: {
    noun: "a port, from 0 to 65535",
    matches: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535,
  },
  text: { noun: "a text that is not empty", matches: isText },
  texts: {
    noun: "a list of texts that are not empty",
    matches: (value) => Array.isArray(value) && value.every(isText),
  },
};

/**
 * Refuses an option whose value is of another kind than `kinds` has for its name; it would fail when it
 * is used. An option that is left out, or that `kinds` does not have, is accepted.
 *
 * `owner` is the noun of the message, such as `bridge`. The message has no value, which may be a secret.
 *
 * @throws MortiseError `INVALID_OPTION` with the name of the option and what was found.
 */
export function checkValues<Options extends object>(
  owner: string,
  options: Options,
  kinds: { readonly [Name in keyof Options]?: ValueKind },
): void {
  for (const [name, kind] of Object.entries(kinds) as [keyof Options & string, ValueKind][]) {
    const value = options[name];
    const { noun, matches } = KINDS[kind];
    if (value === undefined || matches(value)) continue;
    const message = `${name} of ${owner} takes ${noun}, not ${describe(value)}`;
    throw new MortiseError("INVALID_OPTION", message, { data: { option: name } });
  }
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function describe(value: unknown): string {
  if (value === "") return "an empty text";
  if (typeof value === "number") return `the number ${value}`;
  const wrong = Array.isArray(value) ? value.find((each) => !isText(each)) : undefined;
  const found = describeValue(value);
  return Array.isArray(value) && value.length > 0 && wrong !== undefined
    ? `${found} with ${wrong === "" ? "an empty text" : describeValue(wrong)}`
    : found;
}
