import type { JsonSchema } from "@mortise/protocol";
import { isSchema, mapSchema, omit } from "./schema-walk.ts";
import type { ToolWork } from "./tool-change.ts";

/** How many targets are moved to `$defs`, and how many are copied, before references are given up. */
const MOVE_LIMIT = 100;
const COPY_LIMIT = 200;
const DEFINITION = /^#\/(?:\$defs|definitions)\/[^/]+$/;

/**
 * Makes every reference lead to a definition: targets elsewhere in the schema are moved to `$defs`,
 * references that lead nowhere are removed, and a reference of the schema itself is followed.
 */
export function settleReferences(root: JsonSchema, work: ToolWork): JsonSchema {
  const definitions = new Map<string, JsonSchema>();
  const moved = new Map<string, string>();
  const base = typeof root["$id"] === "string" ? root["$id"] : undefined;
  const taken = new Set(Object.keys({ ...(root["$defs"] as object | undefined) }));
  const move = (pointer: string, target: JsonSchema): string => {
    const known = moved.get(pointer);
    if (known !== undefined) return known;
    const name = freeName(pointer, taken);
    taken.add(name);
    const reference = `#/$defs/${name}`;
    moved.set(pointer, reference);
    definitions.set(name, omit(target, "$defs", "definitions"));
    return reference;
  };
  const settle = (schema: JsonSchema, path: string): JsonSchema => {
    const { $ref, $dynamicRef, $recursiveRef } = schema as Record<string, unknown>;
    const written = $ref ?? $dynamicRef ?? $recursiveRef;
    const bare = omit(schema, "$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor");
    if (written === undefined) return bare;
    const rest = omit(bare, "$ref", "$dynamicRef", "$recursiveRef");
    const pointer =
      base && String(written).startsWith(base)
        ? String(written).slice(base.length)
        : String(written);
    const target = find(pointer || "#", root);
    if (target === undefined || (!DEFINITION.test(pointer) && moved.size >= MOVE_LIMIT)) {
      work.note(
        path,
        `refers to ${JSON.stringify(written)}, which is not there; the reference is removed`,
      );
      return rest;
    }
    if (DEFINITION.test(pointer)) return { ...rest, $ref: pointer };
    work.note(path, `refers to ${pointer}, which is moved to $defs`);
    return { ...rest, $ref: move(pointer, target) };
  };
  const settled = mapSchema(root, settle);
  // A target that was moved has references of its own, which may move more.
  const added: [string, JsonSchema][] = [];
  for (const [name, target] of definitions) {
    added.push([name, mapSchema(target, settle, `/$defs/${name}`)]);
  }
  const own = settled["$defs"];
  const whole = added.length
    ? { ...settled, $defs: { ...(isSchema(own) ? own : {}), ...Object.fromEntries(added) } }
    : settled;
  return followRoot(whole, work);
}

/** Copies the target of a reference that has keywords beside it into its place. */
export function copyReferences(root: JsonSchema, work: ToolWork): JsonSchema {
  let copies = 0;
  const copy = (schema: JsonSchema, path: string, through: readonly string[]): JsonSchema => {
    const { $ref, ...beside } = schema as { readonly $ref?: string };
    if ($ref === undefined || !Object.keys(beside).length) return schema;
    const target = find($ref, root);
    copies += 1;
    if (target === undefined || through.includes($ref) || copies > COPY_LIMIT) {
      work.note(path, `has keywords beside its reference to ${$ref}, which are left out`);
      return { $ref };
    }
    work.note(path, `has keywords beside its reference to ${$ref}, which is copied into place`);
    return copy({ ...target, ...beside }, path, [...through, $ref]);
  };
  return mapSchema(root, (schema, path) => copy(schema, path, []));
}

/** Gives the schema that a reference leads to; `undefined` for none in this document. */
export function find(reference: string, root: JsonSchema): JsonSchema | undefined {
  if (!reference.startsWith("#")) return undefined;
  const fragment = decode(reference.slice(1));
  if (fragment === "") return root;
  if (!fragment.startsWith("/")) return findAnchor(fragment, root);
  let found: unknown = root;
  for (const part of fragment.slice(1).split("/")) {
    const name = part.replace(/~1/g, "/").replace(/~0/g, "~");
    const isThere = typeof found === "object" && found !== null && Object.hasOwn(found, name);
    found = isThere ? (found as Record<string, unknown>)[name] : undefined;
  }
  return found === true ? {} : isSchema(found) ? found : undefined;
}

function findAnchor(name: string, root: JsonSchema): JsonSchema | undefined {
  let found: JsonSchema | undefined;
  mapSchema(root, (schema) => {
    if (schema["$anchor"] === name || schema["$dynamicAnchor"] === name) found ??= schema;
    return schema;
  });
  return found;
}

/** Replaces a reference of the schema itself, which hides the properties, by its target. */
function followRoot(root: JsonSchema, work: ToolWork): JsonSchema {
  let schema = root;
  for (let seen = new Set<unknown>(); typeof schema["$ref"] === "string"; ) {
    const { $ref, ...rest } = schema as { readonly $ref: string };
    if (seen.has($ref)) return rest;
    seen.add($ref);
    work.note("", `is a reference to ${$ref}, which is followed`);
    const target = find($ref, root);
    schema = { ...omit(target ?? {}, "$defs", "definitions"), ...rest };
  }
  return schema;
}

function decode(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function freeName(pointer: string, taken: ReadonlySet<string>): string {
  const last =
    pointer
      .split("/")
      .at(-1)
      ?.replace(/[^a-zA-Z0-9_]/g, "") || "arguments";
  let name = last;
  for (let number = 2; taken.has(name); number++) name = `${last}${number}`;
  return name;
}
