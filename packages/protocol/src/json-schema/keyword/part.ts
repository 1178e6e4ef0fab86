import type { MortiseError } from "../../error/mortise-error.ts";
import type { JsonSchema } from "../../schema/json.ts";
import type { Definition } from "../document/definition.ts";
import { invalidSchema, pointerTo } from "../document/definition.ts";
import type { Located, Resource, SchemaValue } from "../document/resource.ts";
import type { Check, Run } from "../run/run.ts";
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

/** Decides whether a pattern matches anywhere in a text. */
export type PatternTest = (text: string, run: Run) => boolean;

/**
 * Compiles a regular expression with the flag that JSON Schema asks for, or without it, as many
 * patterns are written.
 *
 * @throws MortiseError `INVALID_DEFINITION` for one that compiles in neither way, and for one of a
 * foreign schema that cannot be matched in linear time.
 */
export function compilePattern(
  pattern: string,
  { located, compiler }: Part,
  ...keys: readonly string[]
): PatternTest {
  const { owner, compileLinear } = compiler.definition;
  const refuse = (reason: string): MortiseError =>
    invalidSchema(owner, keys.reduce(pointerTo, located.pointer), reason);
  const expression = compileExpression(pattern, refuse);
  if (compileLinear === undefined) return (text) => expression.test(text);
  const linear = compileLinear(pattern, expression.unicode ? "u" : "");
  if (linear === undefined) {
    throw refuse("may take long to match, because it looks around, refers back or counts far");
  }
  return (text, run) => run.step(linear.states * (text.length + 1)) && linear.test(text);
}

function compileExpression(pattern: string, refuse: (reason: string) => MortiseError): RegExp {
  try {
    return new RegExp(pattern, "u");
  } catch {
    try {
      return new RegExp(pattern);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw refuse(`is no regular expression of JavaScript (${reason})`);
    }
  }
}
