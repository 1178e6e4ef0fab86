import type { JsonSchema } from "../schema/json.ts";
import type { Definition } from "./document/definition.ts";
import { invalidSchema } from "./document/definition.ts";
import type { Located, Resource, SchemaValue } from "./document/resource.ts";
import { SchemaIndex } from "./document/schema-index.ts";
import { compileApplicators } from "./keyword/applicator.ts";
import { compileArray } from "./keyword/array.ts";
import { compileNumber } from "./keyword/number.ts";
import { compileObject } from "./keyword/object.ts";
import type { Compiler, Part } from "./keyword/part.ts";
import { compileReferences } from "./keyword/reference.ts";
import { compileString } from "./keyword/string.ts";
import { compileUnevaluated } from "./keyword/unevaluated.ts";
import { compileType, compileValues } from "./keyword/value.ts";
import { Evaluated } from "./run/evaluated.ts";
import type { Check, Run } from "./run/run.ts";
import { checkAll } from "./run/run.ts";
import { FOREIGN, KIND_NAMES, kindOf } from "./value/kind.ts";

/**
 * Makes the check of a whole schema: one function for each schema in it, made once.
 *
 * @throws MortiseError `INVALID_DEFINITION` for what cannot be checked.
 */
export function compile(schema: SchemaValue, definition: Definition): Check {
  return new SchemaCompiler(schema, definition).compileRoot();
}

/** In the order of the checks; a check of the outcome of others comes last. */
const KEYWORDS: readonly ((part: Part) => void)[] = [
  compileValues,
  compileNumber,
  compileString,
  compileArray,
  compileObject,
  compileApplicators,
  compileUnevaluated,
];

const everything: Check = (_value, run) => run.step();
const nothing: Check = (_value, run) => run.step() && run.fail("false", "is not allowed");

class SchemaCompiler implements Compiler {
  readonly definition: Definition;
  readonly #index: SchemaIndex;
  readonly #checks = new Map<JsonSchema, { check?: Check }>();
  /** The schemas that one applies to the same value. */
  readonly #beside = new Map<SchemaValue, Located[]>();

  constructor(schema: SchemaValue, definition: Definition) {
    this.definition = definition;
    this.#index = new SchemaIndex(schema, definition);
  }

  get resources(): Iterable<Resource> {
    return this.#index.resources;
  }

  compileRoot(): Check {
    const { root } = this.#index;
    const check = this.#entering(root.resource, this.#compile(root));
    this.#assertEnds(root);
    return check;
  }

  below(parent: Located, schema: SchemaValue, ...keys: readonly (string | number)[]): Check {
    return this.#compile(this.#index.below(parent, schema, ...keys));
  }

  beside(parent: Located, schema: SchemaValue, ...keys: readonly (string | number)[]): Check {
    return this.at(this.#index.below(parent, schema, ...keys), parent);
  }

  resolve(reference: string, from: Located): Located {
    return this.#index.resolve(reference, from);
  }

  at(target: Located, from?: Located): Check {
    if (from) this.#beside.set(from.schema, [...(this.#beside.get(from.schema) ?? []), target]);
    return this.#entering(target.resource, this.#compile(target));
  }

  #compile(located: Located): Check {
    const { schema } = located;
    if (typeof schema === "boolean") return schema ? everything : nothing;
    const known = this.#checks.get(schema);
    // A schema that is being compiled already refers to itself.
    if (known) return known.check ?? ((value, run) => (known.check as Check)(value, run));
    const made: { check?: Check } = {};
    this.#checks.set(schema, made);
    const check = this.#compileObject(located, schema);
    made.check = located.resource.root === schema ? this.#entering(located.resource, check) : check;
    return made.check;
  }

  #compileObject(located: Located, schema: JsonSchema): Check {
    const lists = KIND_NAMES.map((): Check[] => []);
    const part: Part = {
      located,
      schema,
      compiler: this,
      add: (kind, check) => {
        for (const [each, list] of lists.entries()) {
          if (kind === "any" || kind === each) list.push(check);
        }
      },
    };
    compileReferences(part);
    // Before 2019-09 a reference stands for all that is beside it.
    if (this.definition.dialect < 2019 && "$ref" in schema) return applyLists(lists);
    const refusals = compileType(part);
    for (const compileKeywords of KEYWORDS) compileKeywords(part);
    // A value of another type has that issue alone.
    const check = applyLists(lists.map((list, kind) => (refusals[kind] ? [refusals[kind]] : list)));
    const isTracking = "unevaluatedItems" in schema || "unevaluatedProperties" in schema;
    return isTracking ? tracking(check) : check;
  }

  /** Notes that a resource was entered, where a reference asks for it. */
  #entering(resource: Resource, check: Check): Check {
    if (!this.#index.isDynamic) return check;
    return (value, run) => {
      if (run.scope.includes(resource)) return check(value, run);
      run.scope.push(resource);
      const isValid = check(value, run);
      run.scope.pop();
      return isValid;
    };
  }

  /** Refuses a schema that applies itself to the same value, and so never comes to an end. */
  #assertEnds(root: Located): void {
    const ended = new Set<SchemaValue>();
    const open = new Set<SchemaValue>();
    const visit = ({ schema, pointer }: Located): void => {
      if (ended.has(schema) || typeof schema === "boolean") return;
      if (open.has(schema)) {
        throw invalidSchema(
          this.definition.owner,
          pointer,
          "applies itself to the same value again, without end",
        );
      }
      open.add(schema);
      for (const next of this.#beside.get(schema) ?? []) visit(next);
      open.delete(schema);
      ended.add(schema);
    };
    visit(root);
    for (const targets of this.#beside.values()) for (const target of targets) visit(target);
  }
}

function applyLists(lists: readonly (readonly Check[])[]): Check {
  return (value: unknown, run: Run): boolean => {
    if (!run.step()) return false;
    const kind = kindOf(value);
    if (kind === FOREIGN) {
      run.isForeign = true;
      return false;
    }
    return checkAll(lists[kind] as readonly Check[], value, run);
  };
}

/** Gives a schema that asks what was looked at an account of its own, which the one around it takes over. */
function tracking(check: Check): Check {
  return (value, run) => {
    const { evaluated } = run;
    run.evaluated = new Evaluated();
    const isValid = check(value, run);
    if (isValid) evaluated?.add(run.evaluated);
    run.evaluated = evaluated;
    return isValid;
  };
}
