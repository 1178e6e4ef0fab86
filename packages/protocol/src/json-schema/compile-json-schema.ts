import { MortiseError } from "../error/mortise-error.ts";
import { compileLinearPattern } from "../pattern/linear-pattern.ts";
import type { JsonSchema } from "../schema/json.ts";
import type { StandardIssue, StandardResult } from "../standard-schema.ts";
import { compile } from "./compile.ts";
import { assertPlain } from "./document/assert-plain.ts";
import type { Definition } from "./document/definition.ts";
import { invalidSchema } from "./document/definition.ts";
import { DIALECT_URIS, readDialect } from "./document/dialect.ts";
import { describeJsonRefusal } from "./json-refusal.ts";
import type { Check } from "./run/run.ts";
import { Run } from "./run/run.ts";
import { isPlainObject } from "./value/kind.ts";

/**
 * Compiles plain JSON Schema into a validating function; 2020-12 unless `$schema` says otherwise.
 *
 * The schema is checked against its meta-schema, and its patterns are compiled, with the flag `u` or
 * without. Nothing is fetched: a `$ref` to the network is refused here (2026-07-28, Basic, `$ref`
 * Resolution). No code is generated. `owner` names the schema in messages, such as `The input of
 * tool add`.
 *
 * A value is validated as JSON writes it. At most 21 issues are looked for.
 *
 * @throws MortiseError `INVALID_DEFINITION` for a schema that cannot be checked, naming the place.
 */
export function compileJsonSchema(
  schema: JsonSchema,
  owner: string,
): (value: unknown) => StandardResult<unknown> {
  const check = compileCheck(schema, owner, undefined);
  return (value) => validate(check, value);
}

/** Characters of a foreign schema, which the work for one value grows with. */
const MAX_FOREIGN_LENGTH = 200_000;

/**
 * Does the same for a schema that a stranger wrote, such as the `outputSchema` of a server. The work is
 * bounded by the sizes of schema and value: patterns are matched in linear time.
 *
 * @throws MortiseError `INVALID_DEFINITION` also for a pattern that needs backtracking, and for a schema
 * of more than 200,000 characters or nested deeper than the stack goes.
 */
export function compileForeignSchema(
  schema: JsonSchema,
  owner: string,
): (value: unknown) => StandardResult<unknown> {
  try {
    if (JSON.stringify(schema).length > MAX_FOREIGN_LENGTH) {
      throw invalidSchema(owner, "", `has more than ${MAX_FOREIGN_LENGTH} characters`);
    }
    const check = compileCheck(schema, owner, compileLinearPattern);
    return (value) => validate(check, value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidSchema(owner, "", "is nested too deep");
  }
}

function compileCheck(
  schema: JsonSchema,
  owner: string,
  compileLinear: Definition["compileLinear"],
): Check {
  if (!isPlainObject(schema)) throw invalidSchema(owner, "", "must be a plain object");
  assertPlain(schema, owner);
  const dialect = readDialect(schema);
  if (!dialect) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${owner} is written in the dialect ${schema.$schema}, which is not supported; use one of ${DIALECT_URIS.join(", ")}`,
    );
  }
  // A copy has each part once, and the author may go on to change the original.
  const own = JSON.parse(JSON.stringify(schema)) as JsonSchema;
  try {
    return compile(own, { owner, dialect, compileLinear });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidSchema(owner, "", "has too long a chain of references");
  }
}

const TOO_MUCH_WORK: StandardResult<unknown> = {
  issues: [{ message: "takes more work to check than one value may take" }],
};

function validate(check: Check, value: unknown): StandardResult<unknown> {
  const quick = new Run();
  const outcome = attempt(check, value, quick);
  if (quick.isSpent) return TOO_MUCH_WORK;
  if (outcome === true && !quick.isForeign) return { value };
  // JSON changes some values, such as a date or a member that is undefined; the written form counts.
  let written: string | undefined;
  try {
    written = JSON.stringify(value);
  } catch (error) {
    return { issues: [{ message: `is not JSON: ${describeJsonRefusal(error)}` }] };
  }
  if (written === undefined) {
    return { issues: [{ message: `is ${typeof value}, which is not JSON` }] };
  }
  return judge(check, value, JSON.parse(written));
}

/** Judges the written form of a value, and finds what is wrong with it. */
function judge(check: Check, value: unknown, plain: unknown): StandardResult<unknown> {
  const thorough = new Run();
  thorough.found = [];
  const outcome = attempt(check, plain, thorough);
  if (thorough.isSpent) return TOO_MUCH_WORK;
  if (outcome === true) return { value };
  if (outcome === undefined) return { issues: [{ message: "is nested too deep" }] };
  const issues = thorough.found.map(({ message, path }): StandardIssue => ({ message, path }));
  return { issues: issues.length > 0 ? issues : [{ message: "does not fit its schema" }] };
}

/** Runs a check; `undefined` where a value is nested deeper than the stack goes. */
function attempt(check: Check, value: unknown, run: Run): boolean | undefined {
  try {
    return check(value, run);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
