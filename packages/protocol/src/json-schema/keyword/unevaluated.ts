import type { SchemaValue } from "../document/resource.ts";
import { checkBelow } from "../run/run.ts";
import { ARRAY, OBJECT } from "../value/kind.ts";
import type { Part } from "./part.ts";

/** Reads the keywords for what no other has looked at (2020-12, Core, 11); they come last. */
export function compileUnevaluated({ schema, located, compiler, add }: Part): void {
  const { unevaluatedItems, unevaluatedProperties } = schema;
  if (unevaluatedItems !== undefined) {
    const check = compiler.below(located, unevaluatedItems as SchemaValue, "unevaluatedItems");
    add(ARRAY, (value, run) => {
      const { evaluated } = run;
      let isValid = true;
      for (const [index, item] of (value as readonly unknown[]).entries()) {
        if (evaluated?.hasItem(index) || checkBelow(index, item, check, run)) continue;
        if (run.isDone) return false;
        isValid = false;
      }
      if (evaluated) evaluated.until = Number.POSITIVE_INFINITY;
      return isValid;
    });
  }
  if (unevaluatedProperties === undefined) return;
  const check = compiler.below(
    located,
    unevaluatedProperties as SchemaValue,
    "unevaluatedProperties",
  );
  add(OBJECT, (value, run) => {
    const { evaluated } = run;
    let isValid = true;
    for (const [name, member] of Object.entries(value as object)) {
      if (evaluated?.names.has(name) || checkBelow(name, member, check, run)) continue;
      if (run.isDone) return false;
      isValid = false;
    }
    if (evaluated) for (const name of Object.keys(value as object)) evaluated.names.add(name);
    return isValid;
  });
}
