import type { JsonObject } from "@mortise/protocol";
import { isJsonObject } from "../json-object.ts";

/** The member that names an entry, by the list that holds it. */
const KEYS = {
  tools: "name",
  prompts: "name",
  resources: "uri",
  resourceTemplates: "uriTemplate",
  skills: "uri",
} as const;

/** The lists of a server, by the member that holds one. */
export type ListField = keyof typeof KEYS;

/** The members of entries that are texts, if given. */
const TEXTS = ["title", "description", "mimeType"];
/** The members of entries that are objects, if given. */
const OBJECTS = ["annotations", "_meta", "outputSchema"];

/** An entry as it can be used, and what is wrong with it. */
export interface ReadEntry {
  /** Absent when the value names nothing. */
  readonly entry?: JsonObject;
  /** The members that were left out or completed; absent for an entry as it must be. */
  readonly problem?: string;
}

/** Returns the member of an entry that names it. */
export function entryKey(field: ListField, entry: JsonObject): unknown {
  return entry[KEYS[field]];
}

/**
 * Reads one entry of a list. Members that are `null` or of a wrong type are left out of it, so that no
 * program meets them; an entry without its name is left out itself.
 */
export function readEntry(field: ListField, value: unknown): ReadEntry {
  const key = KEYS[field];
  // The reader of skills checks each entry against its own schema.
  if (field === "skills") return { entry: value as JsonObject };
  if (!isJsonObject(value) || typeof value[key] !== "string") {
    return { problem: `An entry of ${field} is left out: it is no object with a ${key}` };
  }
  const wrong = Object.keys(value).filter((name) => isWrong(name, value[name]));
  const missing = completions(field, value, wrong);
  if (wrong.length === 0 && missing === undefined) return { entry: value };
  const kept = Object.entries(value).filter(([name]) => !wrong.includes(name));
  const entry = { ...Object.fromEntries(kept), ...missing };
  // null for a member that is not there is so common that it deserves no warning.
  const notable = wrong.filter((name) => value[name] !== null);
  if (notable.length === 0 && !("inputSchema" in (missing ?? {}))) return { entry };
  const named = notable.length > 0 ? notable : ["inputSchema"];
  return {
    entry,
    problem: `The entry ${JSON.stringify(value[key])} of ${field} has no valid ${named.join(", ")}, which is left out`,
  };
}

function isWrong(name: string, value: unknown): boolean {
  if (value === null) return true;
  if (TEXTS.includes(name)) return value !== undefined && typeof value !== "string";
  if (OBJECTS.includes(name) || name === "inputSchema") return !isJsonObject(value);
  return (name === "arguments" || name === "icons") && !Array.isArray(value);
}

/** The members that every entry of a list has, for one that lacks them; `undefined` for none. */
function completions(
  field: ListField,
  value: JsonObject,
  wrong: readonly string[],
): JsonObject | undefined {
  if (field === "tools") {
    const hasSchema = "inputSchema" in value && !wrong.includes("inputSchema");
    return hasSchema ? undefined : { inputSchema: { type: "object" } };
  }
  if (field === "prompts" || typeof value["name"] === "string") return undefined;
  return { name: value[KEYS[field]] };
}
