import type { Resource } from "../document/resource.ts";
import type { EqualValues } from "../value/equal-values.ts";
import type { Evaluated } from "./evaluated.ts";

/** Decides whether a value is as one part of a schema says, and reports to the run if it is not. */
export type Check = (value: unknown, run: Run) => boolean;

/** One thing wrong with a value. */
export interface Found {
  readonly keyword: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
}

/** Issues that are looked for; the search ends with the last of them. */
const MAX_FOUND = 21;

/** Schemas that are applied in one run; references can multiply the work of a small schema. */
const MAX_STEPS = 20_000_000;

/** The state of checking one value against one schema. */
export class Run {
  /** The issues so far; `undefined` while only validity is asked for. */
  found: Found[] | undefined;
  /** The place of the value that is being checked. */
  readonly path: (string | number)[] = [];
  /** The parts of the value that a keyword has looked at, where `unevaluated…` asks for them. */
  evaluated: Evaluated | undefined;
  /** The resources that were entered, each once, outermost first (2020-12, Core, 7.1). */
  readonly scope: Resource[] = [];
  /** The values that were compared with others, so that none is read twice. */
  equalValues: EqualValues | undefined;
  /** A value was met that JSON writes as another one, so that the outcome means nothing. */
  isForeign = false;
  #steps = 0;

  /** No further issue is of use. */
  get isDone(): boolean {
    return this.found === undefined || this.found.length >= MAX_FOUND || this.isForeign;
  }

  /** More work was asked for than one value may take. */
  get isSpent(): boolean {
    return this.#steps > MAX_STEPS;
  }

  /** Counts steps; `false` when there were too many. */
  step(count = 1): boolean {
    this.#steps += count;
    return this.#steps <= MAX_STEPS;
  }

  /** Reports an issue at the present place, or at `key` below it. */
  fail(keyword: string, message: string, key?: string | number): false {
    if (this.found !== undefined && this.found.length < MAX_FOUND) {
      const path = key === undefined ? [...this.path] : [...this.path, key];
      this.found.push({ keyword, message, path });
    }
    return false;
  }
}

/** Checks a member or item of the present value. */
export function checkBelow(key: string | number, value: unknown, check: Check, run: Run): boolean {
  if (run.found === undefined && run.evaluated === undefined) return check(value, run);
  const { evaluated } = run;
  run.evaluated = undefined;
  run.path.push(key);
  const isValid = check(value, run);
  run.path.pop();
  run.evaluated = evaluated;
  return isValid;
}

/** Applies all checks to a value, until one fails or, where issues are looked for, until enough do. */
export function checkAll(checks: readonly Check[], value: unknown, run: Run): boolean {
  let isValid = true;
  for (const check of checks) {
    if (check(value, run)) continue;
    if (run.isDone) return false;
    isValid = false;
  }
  return isValid;
}
