import type { ParameterSchema, ToolProfile } from "../tool/tool-profile.ts";
import { isIdentifier } from "../tool/tool-profile.ts";
import { parameterWords } from "./parameter-words.ts";

/** A server's pattern may be slow on longer texts. */
const PATTERN_TEXT_LIMIT = 200;

/** Lists the examples that a parameter gives, in its schema or in its description. */
export function examplesOf({ description = "", examples = [] }: ParameterSchema): string[] {
  const inText = description.matchAll(
    /(?:e\.g\.|for example|such as|like)[,:]?\s*["'`(]?([\w#@./-]*[\w/])/gi,
  );
  return [...examples, ...[...inText].map((match) => match[1])].map(String);
}

/** Says whether a text has the shape of a parameter's example: `C-2000` is like `C-1042`. */
export function hasExampleLike(text: string, parameter: ParameterSchema): boolean {
  const shape = digitShape(text);
  return /\d/.test(text) && examplesOf(parameter).some((example) => digitShape(example) === shape);
}

/** Says whether a text fits a parameter's pattern, or has the shape of its example. */
export function isClaimed(text: string, parameter: ParameterSchema): boolean {
  if (!parameter.pattern) return hasExampleLike(text, parameter);
  if (text.length > PATTERN_TEXT_LIMIT) return false;
  try {
    return new RegExp(parameter.pattern, "u").test(text);
  } catch {
    return false;
  }
}

/** Gives the words of the parameters whose example a text is like: C-1042 is a customer. */
export function meaningOf(text: string, tools: readonly ToolProfile[]): string[] {
  const keys = tools.flatMap(({ parameters }) =>
    Object.keys(parameters).filter((key) => hasExampleLike(text, parameters[key] ?? {})),
  );
  return [...new Set(keys.filter(isIdentifier).flatMap(parameterWords))];
}

/** Writes a text with one digit for each number, so that ids of one kind are equal. */
export function digitShape(text: string): string {
  return text.replace(/\d+/g, "9");
}

/** Writes a text with one character for each run of letters or digits. */
export function textShape(text: string): string {
  return text
    .replace(/[A-Z]+/g, "A")
    .replace(/[a-z]+/g, "a")
    .replace(/\d+/g, "9")
    .replace(/a(?:[-_.]a)+/g, "a");
}
