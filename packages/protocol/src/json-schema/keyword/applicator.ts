import type { SchemaValue } from "../document/resource.ts";
import type { Check } from "../run/run.ts";
import { checkAll } from "../run/run.ts";
import { findIssues, holds, reportBranches } from "./branch.ts";
import type { Part } from "./part.ts";

/** Reads the keywords that apply schemas to the same value (2020-12, Core, 10.2). */
export function compileApplicators(part: Part): void {
  const all = branchesOf(part, "allOf");
  if (all.length > 0) part.add("any", (value, run) => checkAll(all, value, run));
  compileAny(part);
  compileOne(part);
  compileNot(part);
  if (part.schema["if"] !== undefined && part.compiler.definition.dialect >= 7) compileIf(part);
}

function branchesOf({ schema, located, compiler }: Part, keyword: string): readonly Check[] {
  const branches = (schema[keyword] ?? []) as readonly SchemaValue[];
  return branches.map((each, index) => compiler.beside(located, each, keyword, index));
}

function compileAny(part: Part): void {
  const branches = branchesOf(part, "anyOf");
  if (branches.length === 0) return;
  part.add("any", (value, run) => {
    if (run.found !== undefined) {
      const issues = branches.map((branch) => findIssues(branch, value, run));
      const isNone = issues.every((found) => found !== undefined);
      return isNone ? reportBranches("anyOf", issues, run) : true;
    }
    if (!run.evaluated) return branches.some((branch) => holds(branch, value, run));
    // Every branch that holds says what it has looked at.
    return branches.filter((branch) => holds(branch, value, run)).length > 0;
  });
}

function compileOne(part: Part): void {
  const branches = branchesOf(part, "oneOf");
  if (branches.length === 0) return;
  part.add("any", (value, run) => {
    if (run.found === undefined) {
      let count = 0;
      for (const branch of branches) {
        if (holds(branch, value, run)) count += 1;
        if (count > 1) return false;
      }
      return count === 1;
    }
    const issues = branches.map((branch) => findIssues(branch, value, run));
    const count = issues.filter((found) => found === undefined).length;
    if (count === 1) return true;
    if (count > 1) {
      return run.fail("oneOf", `must fit one of the alternatives alone, and fits ${count}`);
    }
    return reportBranches(
      "oneOf",
      issues.filter((found) => found !== undefined),
      run,
    );
  });
}

function compileNot({ schema, located, compiler, add }: Part): void {
  if (schema["not"] === undefined) return;
  const check = compiler.beside(located, schema["not"] as SchemaValue, "not");
  add("any", (value, run) => {
    const { evaluated } = run;
    run.evaluated = undefined;
    const isRefused = holds(check, value, run);
    run.evaluated = evaluated;
    return !isRefused || run.fail("not", 'must not be as "not" describes');
  });
}

function compileIf({ schema, located, compiler, add }: Part): void {
  const branch = (keyword: string): Check | undefined => {
    const each = schema[keyword] as SchemaValue | undefined;
    return each === undefined ? undefined : compiler.beside(located, each, keyword);
  };
  const [condition, consequence, alternative] = [branch("if"), branch("then"), branch("else")];
  add("any", (value, run) => {
    const next = holds(condition as Check, value, run) ? consequence : alternative;
    return next === undefined || next(value, run);
  });
}
