import { canonical } from "../canonical.ts";
import type { SchemaChange, Side } from "./comparison.ts";
import type { Schema, SchemaObject } from "./json-schema.ts";
import { isObject, resolveReference } from "./json-schema.ts";

/** The number of references that are followed in a row. */
const MAX_HOPS = 20;

/**
 * Compares the parts of schemas that do not restrict values: texts for models, and promises to callers,
 * which are defaults and the header of an argument.
 */
export function compareNotes(
  [before, beforeRoot]: readonly [Schema, Schema],
  [after, afterRoot]: readonly [Schema, Schema],
  place: string,
  side: Side,
): SchemaChange[] {
  const [was, is] = [readNotes(before, beforeRoot), readNotes(after, afterRoot)];
  const differs = (name: string): boolean => canonical(was[name]) !== canonical(is[name]);
  const changes: SchemaChange[] = [];
  const note = (text: string): void => void changes.push({ place, effect: "none", text });
  const broken = (text: string): void => void changes.push({ place, effect: "other", text });
  if (differs("description") || differs("title")) note("is described otherwise");
  if (differs("deprecated")) {
    note(is["deprecated"] === true ? "is deprecated now" : "is no longer deprecated");
  }
  if (side === "output") return changes;
  if (differs("default")) {
    const [old, now] = [JSON.stringify(was["default"]), JSON.stringify(is["default"])];
    if (old === undefined) note(`has the default ${now} now`);
    else if (now === undefined) broken(`no longer has the default ${old}`);
    else broken(`has the default ${now} now, and had ${old}`);
  }
  if (differs("x-mcp-header")) {
    const header = is["x-mcp-header"];
    if (header === undefined) broken("is no longer carried in a header");
    else broken(`is carried in the header Mcp-Param-${String(header)} now`);
  }
  return changes;
}

/** The keywords of a schema, and those of the schemas that it refers to. */
function readNotes(schema: Schema, root: Schema): SchemaObject {
  let notes: SchemaObject = {};
  let part: Schema | undefined = schema;
  for (let hop = 0; hop < MAX_HOPS && isObject(part); hop += 1) {
    notes = { ...part, ...notes };
    part = "$ref" in part ? resolveReference(part["$ref"], root) : undefined;
  }
  return notes;
}
