import type { JsonSchema } from "@mortise/protocol";
import { cutText } from "../text/cut-text.ts";
import { find } from "./references.ts";
import { isSchema, mapSchema, propertiesOf, requiredOf } from "./schema-walk.ts";
import type { ToolWork } from "./tool-change.ts";

/** The names of properties that Anthropic takes. */
const ALLOWED = /^[a-zA-Z0-9_.-]{1,64}$/;
const LENGTH = 64;
/** How deep arguments are read; deeper ones keep their names. */
const DEPTH_LIMIT = 64;

/**
 * Gives every property whose name a provider refuses another name, and says in its description
 * which name it stands for. {@link restoreKeys} is the way back.
 */
export function renameKeys(root: JsonSchema, work: ToolWork): JsonSchema {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  mapSchema(root, (schema) => {
    for (const name of Object.keys(propertiesOf(schema))) taken.add(name);
    return schema;
  });
  const toName = (name: string): string => {
    if (ALLOWED.test(name)) return name;
    const known = names.get(name);
    if (known !== undefined) return known;
    const fresh = freeName(name, taken);
    taken.add(fresh);
    names.set(name, fresh);
    return fresh;
  };
  if (![...taken].some((name) => !ALLOWED.test(name))) return root;
  const renamed = mapSchema(root, (schema, path) => {
    const odd = Object.keys(propertiesOf(schema)).filter((name) => !ALLOWED.test(name));
    if (!odd.length) return schema;
    for (const name of odd)
      work.note(`${path}/properties`, `${JSON.stringify(name)} is offered as ${toName(name)}`);
    return renameIn(schema, toName);
  });
  // The walk copies what it visits, so the marks are set on the finished schema.
  mapSchema(renamed, (schema) => {
    const back = [...names].filter(([, fresh]) => Object.hasOwn(propertiesOf(schema), fresh));
    if (back.length)
      work.renamed.set(propertiesOf(schema), new Map(back.map(([old, fresh]) => [fresh, old])));
    return schema;
  });
  return renamed;
}

/** Gives arguments the names that the server knows. */
export function restoreKeys(
  args: Readonly<Record<string, unknown>>,
  root: JsonSchema,
  renamed: ToolWork["renamed"],
): Readonly<Record<string, unknown>> {
  const restore = (value: unknown, given: readonly JsonSchema[], depth: number): unknown => {
    if (typeof value !== "object" || value === null || depth > DEPTH_LIMIT) return value;
    const schemas = given.flatMap((schema) => variantsOf(schema, root, 0));
    if (Array.isArray(value)) {
      return value.map((item, index) => restore(item, itemsOf(schemas, index), depth + 1));
    }
    const entries = Object.entries(value).map(([name, member]): [string, unknown] => {
      const old = schemas
        .map((schema) => renamed.get(propertiesOf(schema))?.get(name))
        .find((each) => each !== undefined);
      return [old ?? name, restore(member, membersOf(schemas, name), depth + 1)];
    });
    return Object.fromEntries(entries);
  };
  return restore(args, [root], 0) as Readonly<Record<string, unknown>>;
}

function renameIn(schema: JsonSchema, toName: (name: string) => string): JsonSchema {
  const properties = Object.entries(propertiesOf(schema)).map(([name, property]) => [
    toName(name),
    ALLOWED.test(name) ? property : withOldName(property, name),
  ]);
  const required = requiredOf(schema);
  const { dependentRequired: lists, dependentSchemas: schemas } = schema;
  const renameMap = (map: JsonSchema, rename: (value: unknown) => unknown): object =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [toName(name), rename(value)]));
  const renameList = (list: unknown): unknown =>
    Array.isArray(list)
      ? list.map((name) => (typeof name === "string" ? toName(name) : name))
      : list;
  return {
    ...schema,
    properties: Object.fromEntries(properties),
    ...(required.length && { required: required.map(toName) }),
    ...(isSchema(lists) && { dependentRequired: renameMap(lists, renameList) }),
    ...(isSchema(schemas) && { dependentSchemas: renameMap(schemas, (each) => each) }),
  };
}

function withOldName(property: unknown, name: string): JsonSchema {
  const schema = isSchema(property) ? property : {};
  const { description } = schema as { readonly description?: unknown };
  const before = typeof description === "string" ? `${description} ` : "";
  return { ...schema, description: `${before}(Called ${JSON.stringify(name)} by the server.)` };
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  const clean = name.replace(/[^a-zA-Z0-9_.-]+/g, "_");
  const wanted = cutText(clean.replace(/^_+|_+$/g, "") || "argument", LENGTH);
  let free = wanted;
  for (let number = 2; taken.has(free); number++) {
    const suffix = `_${number}`;
    free = wanted.slice(0, LENGTH - suffix.length) + suffix;
  }
  return free;
}

/** Gives the schemas that a value is judged by: one, its alternatives and its reference's target. */
function variantsOf(schema: JsonSchema, root: JsonSchema, depth: number): JsonSchema[] {
  if (depth > 8) return [];
  const inner = ["allOf", "anyOf", "oneOf"].flatMap((keyword) => listOf(schema[keyword]));
  const conditional = [schema["if"], schema["then"], schema["else"]].filter(isSchema);
  const target = typeof schema["$ref"] === "string" ? find(schema["$ref"], root) : undefined;
  const next = [...inner, ...conditional, ...(target ? [target] : [])];
  return [schema, ...next.flatMap((each) => variantsOf(each, root, depth + 1))];
}

function itemsOf(schemas: readonly JsonSchema[], index: number): JsonSchema[] {
  return schemas.flatMap((schema) => {
    const item = listOf(schema["prefixItems"])[index] ?? schema["items"];
    return isSchema(item) ? [item] : [];
  });
}

function membersOf(schemas: readonly JsonSchema[], name: string): JsonSchema[] {
  return schemas.flatMap((schema) => {
    const properties = propertiesOf(schema);
    const member = Object.hasOwn(properties, name)
      ? properties[name]
      : schema["additionalProperties"];
    const patterns = isSchema(schema["patternProperties"])
      ? Object.values(schema["patternProperties"])
      : [];
    return [member, ...patterns].filter(isSchema);
  });
}

function listOf(value: unknown): JsonSchema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}
