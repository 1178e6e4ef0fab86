import type { Schema as LibrarySchema, Validator } from "@cfworker/json-schema";
import type { JsonSchema, StandardIssue, StandardResult } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

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
  assertReferences(schema, schema, owner);
  let validator: Validator | undefined;
  const ready = loadLibrary().then((library) => {
    validator = new library.Validator(schema as LibrarySchema, dialect, false);
    return validator;
  });
  // A failure is met by whoever validates first; here it would only be unhandled.
  ready.catch(() => undefined);
  return (value) =>
    validator ? check(validator, value) : ready.then((loaded) => check(loaded, value));
}

type Library = typeof import("@cfworker/json-schema");

let library: Promise<Library> | undefined;

/** Loads the validator when the first plain schema is registered; most servers never need it. */
function loadLibrary(): Promise<Library> {
  library ??= import("@cfworker/json-schema");
  return library;
}

function check(validator: Validator, value: unknown): StandardResult<unknown> {
  const { valid, errors } = validator.validate(value);
  return valid ? { value } : { issues: toIssues(errors) };
}

interface LibraryError {
  readonly keyword: string;
  readonly instanceLocation: string;
  readonly error: string;
}

/** Keeps the errors that say what is wrong, not the ones that say that something below is wrong. */
function toIssues(errors: readonly LibraryError[]): StandardIssue[] {
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

function assertReferences(node: unknown, root: JsonSchema, owner: string): void {
  if (typeof node !== "object" || node === null) return;
  const reference = (node as JsonSchema)["$ref"];
  if (typeof reference === "string" && /^[a-z][a-z0-9+.-]*:/i.test(reference)) {
    const isOwn = typeof root["$id"] === "string" && reference.startsWith(root["$id"]);
    if (!isOwn) {
      throw new MortiseError(
        "INVALID_DEFINITION",
        `${owner} refers to ${reference}, which is outside the schema; copy it into $defs, because schemas are never fetched`,
      );
    }
  }
  for (const inner of Object.values(node)) assertReferences(inner, root, owner);
}
