import { canonical } from "../canonical.ts";
import type { SchemaObject } from "./json-schema.ts";
import { isObject } from "./json-schema.ts";

/**
 * A schema without choices: at most one type, no reference, and no combination of others.
 *
 * `type` is absent if any is allowed. `enum` has every allowed value if the schema lists them, and comes
 * with their type.
 */
export interface Shape extends SchemaObject {
  readonly type?: string;
  readonly enum?: readonly unknown[];
}

/** The required members of an object that allow a single value, by name: the tags of variants. */
export function readTags({ properties, required }: Shape): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  const names: readonly unknown[] = Array.isArray(required) ? required : [];
  for (const [name, schema] of isObject(properties) ? Object.entries(properties) : []) {
    if (!names.includes(name) || !isObject(schema)) continue;
    if ("const" in schema) tags.set(name, canonical(schema["const"]));
    else if (Array.isArray(schema["enum"]) && schema["enum"].length === 1) {
      tags.set(name, canonical(schema["enum"][0]));
    }
  }
  return tags;
}
