import type { JsonSchema } from "@mortise/protocol";
import { foldAlternatives } from "./fold-alternatives.ts";
import { copyReferences, settleReferences } from "./references.ts";
import { renameKeys } from "./rename-keys.ts";
import {
  toObjectSchema,
  withItems,
  withoutTopLevelKeywords,
  withoutTypeLists,
  withProperties,
} from "./schema-form.ts";
import type { ToolWork } from "./tool-change.ts";
import type { ToolProvider, ToolReader } from "./tool-provider.ts";
import { toWellFormedSchema } from "./well-formed-schema.ts";

/** One thing that providers refuse in the input schema of a tool, and what is done about it. */
export interface ToolRule {
  readonly name: string;
  /** The providers that refuse it; `all` for a schema that is broken anywhere. */
  readonly providers: "all" | readonly ToolProvider[];
  /** The schema that is refused, in words. */
  readonly refused: string;
  /** Rewrites a schema that is refused; gives any other as it is. */
  readonly apply: (schema: JsonSchema, work: ToolWork) => JsonSchema;
}

/** The rules in the order in which they are applied; later ones rely on earlier ones. */
export const TOOL_RULES: readonly ToolRule[] = [
  {
    name: "well-formed",
    providers: "all",
    refused: "keywords of older drafts, and keywords with values that JSON Schema does not allow",
    apply: toWellFormedSchema,
  },
  {
    name: "references",
    providers: "all",
    refused: "a reference that leads nowhere, or elsewhere than to $defs or definitions",
    apply: settleReferences,
  },
  {
    name: "object",
    providers: "all",
    refused: "a schema that is not one of an object",
    apply: toObjectSchema,
  },
  {
    name: "alternatives",
    providers: ["anthropic", "openai"],
    refused: "anyOf, oneOf or allOf at the top",
    apply: foldAlternatives,
  },
  {
    name: "top-level",
    providers: ["openai"],
    refused: "enum or not at the top",
    apply: withoutTopLevelKeywords,
  },
  {
    name: "reference-siblings",
    providers: ["google"],
    refused: "keywords beside a reference",
    apply: copyReferences,
  },
  {
    name: "type-lists",
    providers: ["google"],
    refused: "a list of types with object or array in it",
    apply: withoutTypeLists,
  },
  {
    name: "properties",
    providers: ["openai"],
    refused: "an object without properties",
    apply: withProperties,
  },
  {
    name: "items",
    providers: ["openai"],
    refused: "an array without items",
    apply: withItems,
  },
  {
    name: "property-names",
    providers: ["anthropic"],
    refused:
      "names of properties with other characters than letters, digits, _, . and -, or over 64",
    apply: renameKeys,
  },
];

/**
 * The longest description of a tool, in characters, for a provider that sets no limit of its own: each
 * step of a run sends it again.
 */
export const LONGEST_DESCRIPTION = 16_384;

/** The longest description of a tool that a provider takes, in characters. */
export const DESCRIPTION_LIMITS: Readonly<Partial<Record<ToolReader, number>>> = {
  openai: 1024,
  any: 1024,
};

/** Says whether a rule holds for a reader. */
export function holdsFor({ providers }: ToolRule, reader: ToolReader): boolean {
  if (providers === "all" || reader === "any") return true;
  return reader !== "offline" && providers.includes(reader);
}
