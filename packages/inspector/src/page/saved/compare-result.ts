import type { JsonValue } from "@mortise/protocol";
import { isJsonObject } from "../../contract/index.ts";

/** A place in which a result differs from the expected one. */
export interface Difference {
  /** A JSON pointer, empty for the whole. */
  readonly pointer: string;
  readonly text: string;
}

/** At most this many differences are listed. */
const MOST = 20;

/** Compares a result with the expected one; `_meta` and members of one run alone are left out. */
export function compareResult(
  expected: JsonValue,
  actual: JsonValue | undefined,
): readonly Difference[] {
  const differences: Difference[] = [];
  compare(expected, actual, "", differences);
  return differences.slice(0, MOST);
}

function compare(
  expected: unknown,
  actual: unknown,
  pointer: string,
  differences: Difference[],
): void {
  if (differences.length >= MOST) return;
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length) {
      differences.push({
        pointer,
        text: `${expected.length} items were expected, and ${actual.length} came`,
      });
    }
    for (const [at, item] of expected.entries()) {
      if (at < actual.length) compare(item, actual[at], `${pointer}/${at}`, differences);
    }
    return;
  }
  if (isJsonObject(expected) && isJsonObject(actual)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    for (const key of keys) {
      if (key === "_meta") continue;
      const place = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      if (expected[key] === undefined) {
        differences.push({
          pointer: place,
          text: `${show(actual[key])} came, and was not expected`,
        });
      } else compare(expected[key], actual[key], place, differences);
    }
    return;
  }
  if (Object.is(expected, actual)) return;
  differences.push({
    pointer,
    text: `${show(expected)} was expected, and ${actual === undefined ? "nothing" : show(actual)} came`,
  });
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}
