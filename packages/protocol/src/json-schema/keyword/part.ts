import type { JsonSchema } from "../../schema/json.ts";
import type { Definition } from "../document/definition.ts";
import { invalidSchema, pointerTo } from "../document/definition.ts";
import type { Located, Resource, SchemaValue } from "../document/resource.ts";
import type { Check } from "../run/run.ts";
import type { Kind } from "../value/kind.ts";

/** Makes the checks of the schemas that a keyword holds or refers to. */
export interface Compiler {
  readonly definition: Definition;
  readonly resources: Iterable<Resource>;
  /** The check of a schema that `parent` holds under `keys`. */
  below(parent: Located, schema: SchemaValue, ...keys: readonly (string | number)[]): Check;
  /** The same for a schema that applies to the same value as `parent`. */
  beside(parent: Located, schema: SchemaValue, ...keys: readonly (string | number)[]): Check;
  resolve(reference: string, from: Located): Located;
  /** The check of a place that a reference leads to; `from` always applies it to the same value. */
  at(target: Located, from?: Located): Check;
}

/** One schema object, as its keywords read it. */
export interface Part {
  readonly located: Located;
  readonly schema: JsonSchema;
  readonly compiler: Compiler;
  /** Adds a check for values of one kind, or of every kind. */
  readonly add: (kind: Kind | "any", check: Check) => void;
}

/**
 * Compiles a regular expression with the flag that JSON Schema asks for, or without it, as many
 * patterns are written.
 *
 * @throws MortiseError `INVALID_DEFINITION` for one that compiles in neither way.
 */
export function compilePattern(
  pattern: string,
  { located, compiler }: Part,
  ...keys: readonly string[]
): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    try {
      return new RegExp(pattern);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw invalidSchema(
        compiler.definition.owner,
        keys.reduce(pointerTo, located.pointer),
        `is no regular expression of JavaScript (${reason})`,
      );
    }
  }
}
