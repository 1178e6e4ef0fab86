import { Evaluated } from "../run/evaluated.ts";
import type { Check, Found, Run } from "../run/run.ts";

/** Returns whether a branch holds, without a report; a branch that holds adds to what was evaluated. */
export function holds(check: Check, value: unknown, run: Run): boolean {
  return tryBranch(check, value, run, undefined);
}

/** Finds the issues of a branch; `undefined` if it holds. */
export function findIssues(check: Check, value: unknown, run: Run): readonly Found[] | undefined {
  const found: Found[] = [];
  return tryBranch(check, value, run, found) ? undefined : found;
}

function tryBranch(check: Check, value: unknown, run: Run, into: Found[] | undefined): boolean {
  const { found, evaluated } = run;
  run.found = into;
  if (evaluated) run.evaluated = new Evaluated();
  const isValid = check(value, run);
  if (isValid && evaluated && run.evaluated) evaluated.add(run.evaluated);
  run.found = found;
  run.evaluated = evaluated;
  return isValid;
}

/**
 * Reports why no branch holds: the issues of the one that the value's type and fixed members point
 * to, or what each branch asks for.
 */
export function reportBranches(
  keyword: string,
  branches: readonly (readonly Found[])[],
  run: Run,
): false {
  const depth = run.path.length;
  const meant = branches.filter((issues) => !issues.some((issue) => rulesOut(issue, depth)));
  const [only] = meant.length === 1 ? meant : branches.length === 1 ? branches : [];
  if (only) {
    for (const issue of only) run.found?.push(issue);
    return false;
  }
  const wishes = branches.map(([issue]) => issue && describe(issue, depth));
  const different = [...new Set(wishes.filter((wish) => wish !== undefined))];
  return run.fail(keyword, different.join(", or ") || "must fit one of the alternatives");
}

/** Returns whether an issue says that another branch was meant. */
function rulesOut({ keyword, path }: Found, depth: number): boolean {
  const isFixed = keyword === "const" || keyword === "enum";
  return path.length === depth
    ? isFixed || keyword === "type"
    : path.length === depth + 1 && isFixed;
}

function describe({ path, message }: Found, depth: number): string {
  const below = path.slice(depth).join(".");
  return below === "" ? message : `${below} ${message}`;
}
