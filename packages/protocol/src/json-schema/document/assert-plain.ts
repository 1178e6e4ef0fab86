import { isStandardSchema } from "../../standard-schema.ts";
import { isPlainObject } from "../value/kind.ts";
import { invalidSchema, pointerTo, quote } from "./definition.ts";

/** Levels of a schema; each level of reading one takes some of the stack. */
const MAX_DEPTH = 200;

/**
 * Checks that a schema is plain data, as JSON is: no function, instance, cycle or odd number, and no
 * schema of a library inside.
 *
 * A member that is `undefined` counts as left out.
 *
 * @throws MortiseError `INVALID_DEFINITION` that names the place.
 */
export function assertPlain(schema: unknown, owner: string): void {
  assertPlainAt(schema, { owner, pointer: "", depth: 0 });
}

interface Position {
  readonly owner: string;
  readonly pointer: string;
  readonly depth: number;
}

function assertPlainAt(value: unknown, { owner, pointer, depth }: Position): void {
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "number" && Number.isFinite(value)) return;
  if (depth > MAX_DEPTH) {
    throw invalidSchema(
      owner,
      pointer,
      `is nested more than ${MAX_DEPTH} levels deep, or in itself`,
    );
  }
  const below = (key: string | number): Position => ({
    owner,
    pointer: pointerTo(pointer, key),
    depth: depth + 1,
  });
  const library = libraryOf(value);
  if (library !== undefined) {
    const reason = `is a schema of ${library} inside plain JSON Schema; make one schema with ${library}`;
    throw invalidSchema(owner, pointer, reason);
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) assertPlainAt(item, below(index));
  } else if (isPlainObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined) assertPlainAt(member, below(key));
    }
  } else {
    throw invalidSchema(owner, pointer, `is ${describe(value)}, which is no JSON`);
  }
}

/** Names the library that has made a schema; `undefined` for what is none. */
function libraryOf(value: unknown): string | undefined {
  if (isStandardSchema(value)) return value["~standard"].vendor;
  const isZod3 =
    typeof value === "object" && value !== null && "_def" in value && !isPlainObject(value);
  return isZod3 ? "zod 3" : undefined;
}

function describe(value: unknown): string {
  if (typeof value === "function") return `the function ${value.name || "without a name"}`;
  if (typeof value !== "object" || value === null)
    return `the ${typeof value} ${quote(String(value))}`;
  return `an instance of ${value.constructor?.name || "a class"}`;
}
