import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Leg } from "./scenarios.ts";
import { INAPPLICABLE, UNREACHED } from "./scenarios.ts";

/** The results of the suite for a good implementation. */
export interface Golden {
  /** The suite and its version. */
  readonly suite: string;
  /** By leg and scenario: the checks that succeed. */
  readonly legs: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** The contents of `golden.json`. */
export const GOLDEN: Golden = JSON.parse(
  readFileSync(join(import.meta.dirname, "golden.json"), "utf8"),
);

/**
 * Returns the checks that must succeed in a scenario on a leg; `undefined` if none are known.
 *
 * Scenarios of extensions are in no set of requirements, so theirs are those of the whole suite, without
 * the checks that do not apply at the leg's revision, and those of steps that ours never takes.
 */
export function expectedChecks(leg: Leg, scenario: string): readonly string[] | undefined {
  const [side] = leg.split("@");
  const { [leg]: own, [`${side}@suite-all`]: all } = GOLDEN.legs;
  const ids = own?.[scenario] ?? all?.[scenario];
  const absent = [...(INAPPLICABLE[leg] ?? []), ...(UNREACHED[scenario] ?? [])];
  return ids?.filter((id) => !absent.includes(id));
}
