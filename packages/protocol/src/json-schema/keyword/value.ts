import { quote } from "../document/definition.ts";
import type { Check } from "../run/run.ts";
import { isEqual } from "../value/equal-values.ts";
import type { Kind } from "../value/kind.ts";
import { KIND_NAMES, NUMBER } from "../value/kind.ts";
import type { Part } from "./part.ts";

const KINDS: Readonly<Record<string, Kind>> = {
  null: 0,
  boolean: 1,
  number: 2,
  integer: 2,
  string: 3,
  array: 4,
  object: 5,
};

const NAMES: Readonly<Record<string, string>> = {
  null: "null",
  boolean: "a boolean",
  number: "a number",
  integer: "a whole number",
  string: "a string",
  array: "a list",
  object: "an object",
};

/** Reads `type`: for each kind of value the check that refuses it, `undefined` if it is allowed. */
export function compileType({ schema, add }: Part): readonly (Check | undefined)[] {
  const { type } = schema;
  if (type === undefined) return [];
  const types = typeof type === "string" ? [type] : type;
  const expected = types.map((each) => NAMES[each]).join(" or ");
  const allowed = new Set(types.map((each) => KINDS[each]));
  if (types.includes("integer") && !types.includes("number")) {
    const message = `must be ${expected}, not a number with a fraction`;
    add(NUMBER, (value, run) => Number.isInteger(value) || run.fail("type", message));
  }
  return KIND_NAMES.map((name, kind) => {
    if (allowed.has(kind as Kind)) return undefined;
    const message = `must be ${expected}, not ${name}`;
    return (_value, run) => run.fail("type", message);
  });
}

const MAX_CHOICES = 20;

/** Reads `enum` and `const` (2020-12, Validation, 6.1). */
export function compileValues({ schema, compiler, add }: Part): void {
  const { enum: choices } = schema;
  if (Array.isArray(choices)) addChoices(choices, "enum", add);
  if ("const" in schema && compiler.definition.dialect >= 6) {
    addChoices([schema["const"]], "const", add);
  }
}

function addChoices(choices: readonly unknown[], keyword: string, add: Part["add"]): void {
  const simple = new Set(choices.filter((choice) => !isStructure(choice)));
  const structures = choices.filter(isStructure);
  const shown = choices.slice(0, MAX_CHOICES).map(quote).join(", ");
  const more = choices.length > MAX_CHOICES ? ` and ${choices.length - MAX_CHOICES} more` : "";
  const message = choices.length === 1 ? `must be ${shown}` : `must be one of ${shown}${more}`;
  add(
    "any",
    (value, run) =>
      simple.has(value) ||
      (run.step(structures.length) && structures.some((choice) => isEqual(value, choice))) ||
      run.fail(keyword, message),
  );
}

function isStructure(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
