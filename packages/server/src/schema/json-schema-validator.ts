import type { Schema as LibrarySchema, Validator } from "@cfworker/json-schema";
import type { JsonSchema, StandardIssue, StandardResult } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { assertReferences } from "./assert-references.ts";
import { describeJsonRefusal } from "./json-refusal.ts";

const DIALECTS: Readonly<Record<string, "2020-12" | "2019-09" | "7" | "4">> = {
  "https://json-schema.org/draft/2020-12/schema": "2020-12",
  "https://json-schema.org/draft/2019-09/schema": "2019-09",
  "http://json-schema.org/draft-07/schema": "7",
  "http://json-schema.org/draft-04/schema": "4",
};

/**
 * Compiles plain JSON Schema into a validating function; 2020-12 unless `$schema` says otherwise.
 *
 * Nothing is fetched: a `$ref` to the network is refused here, when the server is built
 * (2026-07-28, Basic, `$ref` Resolution).
 *
 * @throws MortiseError `INVALID_DEFINITION` for an unknown dialect or an unresolvable `$ref`.
 */
export function compileJsonSchema(
  schema: JsonSchema,
  owner: string,
): (value: unknown) => StandardResult<unknown> | Promise<StandardResult<unknown>> {
  const dialect =
    DIALECTS[(schema.$schema ?? "https://json-schema.org/draft/2020-12/schema").replace(/#$/, "")];
  if (!dialect) {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${owner} is written in the dialect ${schema.$schema}, which is not supported; use one of ${Object.keys(DIALECTS).join(", ")}`,
    );
  }
  assertReferences(schema, owner);
  let validators: Validators | undefined;
  // The library writes what it works out into the schema, and the author's is not ours to change.
  const own = JSON.parse(JSON.stringify(schema)) as LibrarySchema;
  const ready = loadLibrary().then((library) => {
    validators = {
      quick: new library.Validator(own, dialect, true),
      thorough: new library.Validator(own, dialect, false),
    };
    return validators;
  });
  // The first validation surfaces a failure; here it would only be unhandled.
  ready.catch(() => undefined);
  return (value) =>
    validators ? check(validators, value) : ready.then((loaded) => check(loaded, value));
}

/** One that stops at the first mistake, and one that finds them all. */
interface Validators {
  readonly quick: Validator;
  readonly thorough: Validator;
}

type Library = typeof import("@cfworker/json-schema");

let library: Promise<Library> | undefined;

/** Loads the validator when the first plain schema is registered; most servers never need it. */
function loadLibrary(): Promise<Library> {
  library ??= import("@cfworker/json-schema");
  return library;
}

function check(validators: Validators, value: unknown): StandardResult<unknown> {
  if (validate(validators.quick, value)?.valid) return { value };
  // JSON changes some values, such as a date or a member that is undefined; the written form counts.
  let written: string | undefined;
  try {
    written = JSON.stringify(value);
  } catch (error) {
    return { issues: [{ message: `is not JSON: ${describeJsonRefusal(error)}` }] };
  }
  if (written === undefined)
    return { issues: [{ message: `is ${typeof value}, which is not JSON` }] };
  const plain: unknown = JSON.parse(written);
  const first = validate(validators.quick, plain);
  if (first?.valid) return { value };
  const { errors } = validate(validators.thorough, plain) ?? first ?? { errors: TOO_DEEP };
  return { issues: toIssues(errors) };
}

/**
 * The library throws for what is no JSON, such as `undefined`, and where the stack is too small for
 * a value that is nested too deep or wrong in too many places.
 */
function validate(
  validator: Validator,
  value: unknown,
): ReturnType<Validator["validate"]> | undefined {
  try {
    return validator.validate(value);
  } catch {
    return undefined;
  }
}

const TOO_DEEP: readonly LibraryError[] = [
  { keyword: "$ref", instanceLocation: "#", error: "is nested too deep" },
];
/** Errors that are looked at; each costs a look at the others. */
const MAX_ERRORS = 200;

interface LibraryError {
  readonly keyword: string;
  readonly instanceLocation: string;
  readonly error: string;
}

/** Keeps the errors that say what is wrong, not the ones that say that something below is wrong. */
function toIssues(found: readonly LibraryError[]): StandardIssue[] {
  const errors = found.slice(0, MAX_ERRORS);
  const summaries = new Set([
    "properties",
    "items",
    "prefixItems",
    "$ref",
    "allOf",
    "additionalProperties",
  ]);
  const telling = errors.filter(
    ({ keyword, instanceLocation }) =>
      !summaries.has(keyword) ||
      !errors.some(
        (other) =>
          other.keyword !== keyword &&
          other.instanceLocation.startsWith(instanceLocation) &&
          !summaries.has(other.keyword),
      ),
  );
  return telling.map(({ instanceLocation, error }) => ({
    message: error,
    path: instanceLocation
      .split("/")
      .slice(1)
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")),
  }));
}
