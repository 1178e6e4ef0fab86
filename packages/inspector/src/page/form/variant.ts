import type { JsonSchema } from "@mortise/protocol";
import { isExactNumber, isJsonObject } from "../../contract/index.ts";
import { isSameValue } from "./same-value.ts";
import { listMembers, readShape } from "./shape.ts";

/** The name of a variant: the constant that sets it apart, its title, or its type. */
export function nameVariant(variant: JsonSchema, root: JsonSchema, at: number): string {
  const constants = listConstants(variant, root);
  if (typeof variant["title"] === "string") return variant["title"];
  const [first] = constants;
  if (first !== undefined) {
    return typeof first[1] === "string" ? first[1] : JSON.stringify(first[1]);
  }
  const { kind, schema } = readShape(variant, root);
  return typeof schema.type === "string" ? schema.type : `${kind} ${at + 1}`;
}

/** The variant that a value was most likely meant for; 0 if nothing speaks for one. */
export function findVariant(
  variants: readonly JsonSchema[],
  value: unknown,
  root: JsonSchema,
): number {
  const scores = variants.map((variant) => scoreVariant(variant, value, root));
  return scores.indexOf(Math.max(...scores));
}

function scoreVariant(variant: JsonSchema, value: unknown, root: JsonSchema): number {
  const { kind, choices } = readShape(variant, root);
  if (!fitsKind(kind, value)) return 0;
  if (kind === "choice") return choices.some((choice) => isSameValue(choice, value)) ? 10 : 0;
  if (!isJsonObject(value)) return 5;
  const constants = listConstants(variant, root);
  const wrong = constants.some(
    ([name, constant]) => Object.hasOwn(value, name) && !isSameValue(value[name], constant),
  );
  const right = constants.filter(([name, constant]) => isSameValue(value[name], constant)).length;
  const known = listMembers(readShape(variant, root).schema).filter(([name]) =>
    Object.hasOwn(value, name),
  );
  return wrong ? 1 : 5 + 100 * right + known.length;
}

function fitsKind(kind: string, value: unknown): boolean {
  switch (kind) {
    case "text":
      return typeof value === "string";
    case "number":
      return typeof value === "number" || isExactNumber(value);
    case "boolean":
      return typeof value === "boolean";
    case "object":
      return isJsonObject(value);
    case "list":
      return Array.isArray(value);
    default:
      return true;
  }
}

/** The members of a variant that are constants, such as `kind: "card"`. */
function listConstants(
  variant: JsonSchema,
  root: JsonSchema,
): readonly (readonly [name: string, value: unknown])[] {
  const { schema } = readShape(variant, root);
  return listMembers(schema).flatMap(([name, member]) => {
    const { kind, choices } = readShape(member, root);
    return kind === "choice" && choices.length === 1 ? [[name, choices[0]] as const] : [];
  });
}
