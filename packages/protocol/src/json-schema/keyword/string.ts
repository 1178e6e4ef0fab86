import { STRING } from "../value/kind.ts";
import { FORMATS } from "./formats.ts";
import type { Part } from "./part.ts";
import { compilePattern } from "./part.ts";

/** Reads the keywords for strings (2020-12, Validation, 6.3 and 7). */
export function compileString(part: Part): void {
  const { schema, add } = part;
  const { minLength, maxLength, pattern, format } = schema;
  if (typeof minLength === "number") {
    const message = `must have at least ${minLength} ${minLength === 1 ? "character" : "characters"}`;
    add(
      STRING,
      (text, run) =>
        // Characters are counted only where the code units leave it open.
        (text as string).length >= 2 * minLength ||
        ((text as string).length >= minLength && countCharacters(text as string) >= minLength) ||
        run.fail("minLength", message),
    );
  }
  if (typeof maxLength === "number") {
    const message = `must have at most ${maxLength} ${maxLength === 1 ? "character" : "characters"}`;
    add(
      STRING,
      (text, run) =>
        (text as string).length <= maxLength ||
        ((text as string).length <= 2 * maxLength &&
          countCharacters(text as string) <= maxLength) ||
        run.fail("maxLength", message),
    );
  }
  if (typeof pattern === "string") {
    const matches = compilePattern(pattern, part, "pattern");
    const message = `must match the pattern ${pattern}`;
    add(STRING, (text, run) => matches(text as string, run) || run.fail("pattern", message));
  }
  if (typeof format === "string" && Object.hasOwn(FORMATS, format)) {
    const isOfFormat = FORMATS[format] as (text: string) => boolean;
    const message = `must be in the format ${format}`;
    add(STRING, (text, run) => isOfFormat(text as string) || run.fail("format", message));
  }
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}
