import type { StandardSchema } from "@mortise/protocol";
import { isStandardSchema } from "@mortise/protocol";

const MAX_DEPTH = 32;

/**
 * Returns the path to the part of a zod 4 schema that cannot be written, such as `.order.when` or
 * `.days[]`; empty for the schema itself and for those of other libraries.
 */
export function findUnwritablePart(
  schema: StandardSchema,
  isWritable: (part: StandardSchema) => boolean,
): string {
  const seen = new Set<StandardSchema>([schema]);
  const find = (whole: StandardSchema, depth: number): string | undefined => {
    const broken = partsOf(whole).filter(({ part }) => !isWritable(part));
    if (broken.length === 0 || depth === MAX_DEPTH) return "";
    for (const { step, part } of broken) {
      // A schema that refers to itself is broken by another of its parts.
      if (seen.has(part)) continue;
      seen.add(part);
      const rest = find(part, depth + 1);
      if (rest !== undefined) return step + rest;
    }
    return undefined;
  };
  return find(schema, 0) ?? "";
}

interface Part {
  readonly step: string;
  readonly part: StandardSchema;
}

/** The schemas inside of one, which zod 4 keeps in the members of its definition. */
function partsOf(schema: object): readonly Part[] {
  const { def } = (schema as { readonly _zod?: { readonly def?: object } })._zod ?? {};
  return Object.entries(def ?? {}).flatMap(([member, value]: [string, unknown]) => {
    if (member === "shape") {
      return Object.entries(value as object).flatMap(([name, part]) => toPart(`.${name}`, part));
    }
    if (Array.isArray(value)) {
      return value.flatMap((part, index) => toPart(member === "items" ? `[${index}]` : "", part));
    }
    return toPart(member === "element" ? "[]" : "", value);
  });
}

function toPart(step: string, part: unknown): readonly Part[] {
  return typeof part === "object" && part !== null && isStandardSchema(part)
    ? [{ step, part }]
    : [];
}
