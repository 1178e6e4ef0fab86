import type { JsonSchema } from "@mortise/protocol";
import { compileForeignSchema } from "@mortise/protocol";
import { roundNumbers } from "../../contract/index.ts";

/** The faults of a value by JSON Pointer; those of the whole are under the empty one. */
export type Issues = ReadonlyMap<string, string>;

const NO_ISSUES: Issues = new Map();

/** Compiles a schema into a check; `refusal` says why the schema itself cannot be used. */
export function compileCheck(schema: JsonSchema): {
  readonly check: (value: unknown) => Issues;
  readonly refusal?: string;
} {
  try {
    const validate = compileForeignSchema(roundNumbers(schema), "The schema");
    return {
      check: (value) => {
        const { issues } = validate(roundNumbers(value));
        if (issues === undefined) return NO_ISSUES;
        return new Map(issues.map(({ path, message }) => [formatPointer(path ?? []), message]));
      },
    };
  } catch (error) {
    const refusal = error instanceof Error ? error.message : String(error);
    return { check: () => NO_ISSUES, refusal };
  }
}

function formatPointer(path: readonly (PropertyKey | { readonly key: PropertyKey })[]): string {
  return path
    .map((part) => addToPointer("", String(typeof part === "object" ? part.key : part)))
    .join("");
}

/** The pointer of a member. */
export function addToPointer(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
