import { nearest } from "../../option/nearest.ts";
import type { JsonSchema } from "../../schema/json.ts";
import { isPlainObject } from "../value/kind.ts";
import type { Definition } from "./definition.ts";
import { invalidSchema, pointerTo, quote } from "./definition.ts";
import { assertOperand, operandOf } from "./operand.ts";
import type { Located, Resource, SchemaValue } from "./resource.ts";

/** Keywords that shape a value; a misspelt one would let everything through. */
const SHAPING = ["additionalProperties", "properties", "required"];

/** The address of a schema without one; nothing is ever fetched from it. */
const ROOT = "schema:/root";

/** Every schema of a document with its place, so that references are resolved without a search. */
export class SchemaIndex {
  readonly root: Located;
  /** A keyword asks which schemas were entered on the way. */
  isDynamic = false;
  readonly #definition: Definition;
  readonly #located = new Map<JsonSchema, Located>();
  readonly #resources = new Map<string, Resource>();

  /** @throws MortiseError `INVALID_DEFINITION` for what the meta-schema does not allow. */
  constructor(schema: SchemaValue, definition: Definition) {
    this.#definition = definition;
    const resource = this.#open(ROOT, schema, "");
    this.root = this.#add(schema, resource, "");
  }

  /** Every resource of the document. */
  get resources(): Iterable<Resource> {
    return this.#resources.values();
  }

  /** Finds a schema that a keyword of `parent` holds, by its pointer from there. */
  below(parent: Located, schema: SchemaValue, ...keys: readonly (string | number)[]): Located {
    const known = typeof schema === "boolean" ? undefined : this.#located.get(schema);
    if (known) return known;
    return { schema, resource: parent.resource, pointer: keys.reduce(pointerTo, parent.pointer) };
  }

  /**
   * Finds the schema that a reference leads to.
   *
   * @throws MortiseError `INVALID_DEFINITION` for a reference to elsewhere or to nothing.
   */
  resolve(reference: string, from: Located): Located {
    const target = URL.parse(reference, from.resource.uri);
    const resource = target && this.#resources.get(withoutFragment(target));
    if (!target || !resource) {
      throw this.#invalid(
        from,
        `refers to ${quote(reference)}, which is outside the schema; copy it into $defs, because schemas are never fetched`,
      );
    }
    const found = this.#find(resource, decodeFragment(target.hash.slice(1)));
    if (!found) {
      throw this.#invalid(from, `refers to ${quote(reference)}, which the schema does not have`);
    }
    return found;
  }

  #find(resource: Resource, fragment: string | undefined): Located | undefined {
    if (fragment === undefined) return undefined;
    const root = this.below({ ...this.root, resource }, resource.root);
    if (fragment === "") return root;
    if (!fragment.startsWith("/")) return resource.anchors.get(fragment);
    let [node, place]: [unknown, Located] = [resource.root, root];
    for (const part of fragment.split("/").slice(1)) {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return undefined;
      node = (node as Readonly<Record<string, unknown>>)[key];
      place = this.#located.get(node as JsonSchema) ?? {
        ...place,
        pointer: pointerTo(place.pointer, key),
      };
    }
    if (typeof node === "boolean") return { ...place, schema: node };
    if (!isPlainObject(node)) return undefined;
    // A pointer may lead to where no keyword holds a schema; the object there becomes one.
    return this.#located.get(node) ?? this.#add(node, place.resource, place.pointer);
  }

  #open(uri: string, root: SchemaValue, pointer: string): Resource {
    const resource: Resource = {
      uri,
      root,
      anchors: new Map(),
      dynamicAnchors: new Map(),
    };
    if (this.#resources.has(uri)) {
      throw invalidSchema(this.#definition.owner, pointer, `has the $id of another schema, ${uri}`);
    }
    this.#resources.set(uri, resource);
    return resource;
  }

  #add(schema: SchemaValue, outer: Resource, pointer: string): Located {
    if (typeof schema === "boolean") return { schema, resource: outer, pointer };
    const resource = this.#resourceOf(schema, outer, pointer);
    const located: Located = { schema, resource, pointer };
    this.#located.set(schema, located);
    this.#name(located);
    for (const [keyword, value] of Object.entries(schema)) this.#read(keyword, value, located);
    return located;
  }

  /** Opens a resource where a schema has an address of its own. */
  #resourceOf(schema: JsonSchema, outer: Resource, pointer: string): Resource {
    const { dialect, owner } = this.#definition;
    const id = schema[dialect === 4 ? "id" : "$id"];
    // Before 2019-09 a reference stands for all that is beside it.
    if (typeof id !== "string" || (dialect < 2019 && "$ref" in schema)) return outer;
    if (dialect < 2019 && id.startsWith("#")) return outer;
    const url = URL.parse(id, outer.uri);
    if (!url || (url.hash !== "" && dialect >= 2019)) {
      throw invalidSchema(
        owner,
        pointer,
        `has the $id ${quote(id)}, which is no address of a schema`,
      );
    }
    const uri = withoutFragment(url);
    if (pointer !== "") return this.#open(uri, schema, pointer);
    this.#resources.clear();
    return this.#open(uri, schema, pointer);
  }

  #name(located: Located): void {
    const { schema, resource } = located;
    if (typeof schema === "boolean") return;
    const { dialect } = this.#definition;
    const { $anchor, $dynamicAnchor, $recursiveAnchor, $dynamicRef, $recursiveRef } = schema;
    if (dialect >= 2019 && typeof $anchor === "string") resource.anchors.set($anchor, located);
    if (dialect >= 2020 && typeof $dynamicAnchor === "string") {
      resource.anchors.set($dynamicAnchor, located);
      resource.dynamicAnchors.set($dynamicAnchor, located);
    }
    // The one dynamic anchor of 2019-09 has no name, and lies at the root of its resource.
    if (dialect === 2019 && $recursiveAnchor === true) resource.dynamicAnchors.set("", located);
    const id = schema[dialect === 4 ? "id" : "$id"];
    if (dialect < 2019 && typeof id === "string" && id.startsWith("#")) {
      resource.anchors.set(id.slice(1), located);
    }
    if (typeof $dynamicRef === "string" || typeof $recursiveRef === "string") this.isDynamic = true;
  }

  #read(keyword: string, value: unknown, located: Located): void {
    const { dialect, owner } = this.#definition;
    const pointer = pointerTo(located.pointer, keyword);
    if (keyword === "$schema" && pointer !== "/$schema" && value !== this.#dialectOfRoot) {
      throw invalidSchema(owner, pointer, `is ${quote(value)}, another dialect than the whole has`);
    }
    const operand = operandOf(keyword, value, dialect);
    if (operand === undefined) {
      this.#assertSpelling(keyword, value, pointer);
      return;
    }
    assertOperand(operand, value, pointer, this.#definition);
    const { resource } = located;
    if (operand === "schema") {
      this.#add(value as SchemaValue, resource, pointer);
    } else if (operand.startsWith("schemas")) {
      for (const [key, member] of Object.entries(value as object)) {
        if (!Array.isArray(member)) {
          this.#add(member as SchemaValue, resource, pointerTo(pointer, key));
        }
      }
    }
  }

  /** An unknown keyword is an annotation, unless it is nearly one that shapes a value. */
  #assertSpelling(keyword: string, value: unknown, pointer: string): void {
    const { owner, compileLinear } = this.#definition;
    if (compileLinear !== undefined || typeof value !== "object") return;
    const meant = nearest(keyword, SHAPING);
    if (meant === undefined) return;
    throw invalidSchema(owner, pointer, `is no keyword; did you mean ${meant}?`);
  }

  get #dialectOfRoot(): unknown {
    const [first] = this.#located.keys();
    return first?.$schema ?? "https://json-schema.org/draft/2020-12/schema";
  }

  #invalid({ pointer }: Located, reason: string): Error {
    return invalidSchema(this.#definition.owner, pointer, reason);
  }
}

function withoutFragment(url: URL): string {
  return url.href.split("#", 1)[0] as string;
}

function decodeFragment(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}
