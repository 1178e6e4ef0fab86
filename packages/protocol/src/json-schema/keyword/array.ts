import type { SchemaValue } from "../document/resource.ts";
import type { Check } from "../run/run.ts";
import { checkBelow } from "../run/run.ts";
import { EqualValues } from "../value/equal-values.ts";
import { ARRAY, FOREIGN, kindOf } from "../value/kind.ts";
import type { Part } from "./part.ts";

/** Reads the keywords for arrays (2020-12, Core, 10.3.1; Validation, 6.4). */
export function compileArray(part: Part): void {
  const { schema, add } = part;
  const { minItems, maxItems, uniqueItems } = schema;
  if (typeof minItems === "number") {
    const message = `must have at least ${minItems} ${minItems === 1 ? "item" : "items"}`;
    add(
      ARRAY,
      (list, run) => (list as unknown[]).length >= minItems || run.fail("minItems", message),
    );
  }
  if (typeof maxItems === "number") {
    const message = `must have at most ${maxItems} ${maxItems === 1 ? "item" : "items"}`;
    add(
      ARRAY,
      (list, run) => (list as unknown[]).length <= maxItems || run.fail("maxItems", message),
    );
  }
  compileItems(part);
  if (schema["contains"] !== undefined) compileContains(part);
  if (uniqueItems === true) add(ARRAY, checkUnique);
}

/** Reads the first items, each with a schema of its own, and the schema of the rest. */
function compileItems({ schema, located, compiler, add }: Part): void {
  const { items, prefixItems, additionalItems } = schema;
  const isTuple = Array.isArray(items);
  const keyword = isTuple ? "items" : "prefixItems";
  const first = ((isTuple ? items : prefixItems) ?? []) as readonly SchemaValue[];
  const prefix = first.map((each, index) => compiler.below(located, each, keyword, index));
  const others = (isTuple ? additionalItems : items) as SchemaValue | undefined;
  const rest =
    others === undefined
      ? undefined
      : compiler.below(located, others, isTuple ? "additionalItems" : "items");
  if (prefix.length === 0 && rest === undefined) return;
  const most = `must have at most ${prefix.length} ${prefix.length === 1 ? "item" : "items"}`;
  add(ARRAY, (value, run) => {
    const list = value as readonly unknown[];
    const until = rest === undefined ? Math.min(prefix.length, list.length) : list.length;
    let isValid = true;
    for (let index = 0; index < until; index += 1) {
      if (others === false && index >= prefix.length) return run.fail("items", most);
      const check = (prefix[index] ?? rest) as Check;
      if (checkBelow(index, list[index], check, run)) continue;
      if (run.isDone) return false;
      isValid = false;
    }
    if (run.evaluated) {
      run.evaluated.until = Math.max(
        run.evaluated.until,
        rest === undefined ? until : Number.POSITIVE_INFINITY,
      );
    }
    return isValid;
  });
}

function compileContains({ schema, located, compiler, add }: Part): void {
  const { contains, minContains, maxContains } = schema;
  const check = compiler.below(located, contains as SchemaValue, "contains");
  const least = typeof minContains === "number" ? minContains : 1;
  const most = typeof maxContains === "number" ? maxContains : Number.POSITIVE_INFINITY;
  const counts = compiler.definition.dialect >= 2020;
  add(ARRAY, (value, run) => {
    const { found, evaluated } = run;
    run.found = undefined;
    run.evaluated = undefined;
    const marked = counts ? evaluated : undefined;
    let count = 0;
    for (const [index, item] of (value as readonly unknown[]).entries()) {
      if (!check(item, run)) continue;
      count += 1;
      marked?.indexes.add(index);
      if (marked === undefined && most === Number.POSITIVE_INFINITY && count >= least) break;
      if (count > most) break;
    }
    run.found = found;
    run.evaluated = evaluated;
    if (count >= least && count <= most) return true;
    const words = count < least ? `at least ${least}` : `at most ${most}`;
    return run.fail("contains", `must have ${words} of the items that "contains" describes`);
  });
}

const checkUnique: Check = (value, run) => {
  run.equalValues ??= new EqualValues();
  const places = new Map<number, number>();
  for (const [index, item] of (value as readonly unknown[]).entries()) {
    if (kindOf(item) === FOREIGN) run.isForeign = true;
    const number = run.equalValues.numberOf(item);
    const before = places.get(number);
    if (before !== undefined) {
      return run.fail("uniqueItems", `must have no equal items, but ${before} and ${index} are`);
    }
    places.set(number, index);
  }
  return true;
};
