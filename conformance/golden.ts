import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a good implementation gets out of the suite. */
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
