import type { JsonSchema } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import { resolvePointer } from "./resolve-pointer.ts";

/** Keywords that hold data, in which nothing is a reference. */
const DATA: ReadonlySet<string> = new Set(["const", "default", "enum", "examples"]);

/** The names and references of a schema. */
interface Names {
  readonly ids: Set<string>;
  readonly anchors: Set<string>;
  readonly references: Set<string>;
}

/**
 * Checks that every `$ref` leads somewhere inside the schema.
 *
 * @throws MortiseError `INVALID_DEFINITION` for a reference to elsewhere or to nothing.
 */
export function assertReferences(root: JsonSchema, owner: string): void {
  const names: Names = { ids: new Set(), anchors: new Set(), references: new Set() };
  collect(root, names);
  const base = new URL(typeof root["$id"] === "string" ? root["$id"] : "", "schema:/root");
  const documents = new Set([...names.ids].map((id) => withoutFragment(new URL(id, base))));
  documents.add(withoutFragment(base));
  // An inner $id gives what is below it another base, against which pointers would have to be read.
  const isOneDocument = documents.size === 1;
  for (const reference of names.references) {
    const target = URL.parse(reference, base);
    if (!target || !documents.has(withoutFragment(target))) {
      throw new MortiseError(
        "INVALID_DEFINITION",
        `${owner} refers to ${reference}, which is outside the schema; copy it into $defs, because schemas are never fetched`,
      );
    }
    const fragment = target.hash.slice(1);
    const isFound = fragment.startsWith("/")
      ? resolvePointer(fragment, root) !== undefined
      : fragment === "" || names.anchors.has(fragment);
    if (isOneDocument && !isFound) {
      throw new MortiseError(
        "INVALID_DEFINITION",
        `${owner} refers to ${reference}, which the schema does not have`,
      );
    }
  }
}

function collect(node: unknown, names: Names): void {
  if (typeof node !== "object" || node === null) return;
  for (const [keyword, value] of Object.entries(node)) {
    if (typeof value === "string") {
      if (keyword === "$ref") names.references.add(value);
      else if (keyword === "$id") names.ids.add(value);
      else if (keyword === "$anchor" || keyword === "$dynamicAnchor") names.anchors.add(value);
    } else if (!DATA.has(keyword)) {
      collect(value, names);
    }
  }
}

function withoutFragment(url: URL): string {
  return url.href.split("#", 1)[0] as string;
}
