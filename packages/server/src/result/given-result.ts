import type { CacheHints, JsonObject } from "@mortise/protocol";
import type { Identity } from "./identity.ts";

/** The source of a result that this server did not make itself. */
export interface ResultSource {
  readonly identity: Identity | undefined;
  /** The giver in the log, such as `the forwarded tool search`. */
  readonly giver: string;
  /** The method of the request. */
  readonly method: string;
}

/** The methods whose complete results must have cache hints (2026-07-28, Caching). */
const CACHEABLE: ReadonlySet<string> = new Set([
  "prompts/list",
  "resources/list",
  "resources/read",
  "resources/templates/list",
  "server/discover",
  "tools/list",
]);

/** A result without hints is not for caches. */
const NOT_CACHED: Required<CacheHints> = { ttlMs: 0, cacheScope: "private" };

/**
 * Writes the JSON text of a result from middleware, an extension or another server: its own `_meta`,
 * `resultType` and cache hints stay, and missing ones are added if the revision has them.
 *
 * @throws TypeError that names the giver, for the log alone, when `result` is no plain object with a
 * JSON text, or its `_meta` is no object.
 */
export function writeGivenResult(
  result: unknown,
  { identity, giver, method }: ResultSource,
): string {
  if (!isPlainObject(result)) {
    throw new TypeError(`${giver} gave ${describe(result)}, not a result object`);
  }
  if (result["_meta"] !== undefined && !isPlainObject(result["_meta"])) {
    const found = describe(result["_meta"]);
    throw new TypeError(`${giver} gave a result whose _meta is ${found}, not an object`);
  }
  const text = stringify(identity ? complete(result, identity, method) : result, giver);
  // A toJSON of its own may turn the object into anything.
  if (text?.startsWith("{")) return text;
  throw new TypeError(`${giver} gave an object whose toJSON makes no result object`);
}

/** Adds the members that 2026-07-28 requires of every result. */
function complete(result: JsonObject, identity: Identity, method: string): JsonObject {
  const { _meta, resultType = "complete", ...members } = result;
  const meta = { ...identity.meta, ...(_meta as JsonObject | undefined) };
  const isCached = resultType === "complete" && CACHEABLE.has(method);
  return { ...(isCached && NOT_CACHED), ...members, _meta: meta, resultType };
}

function stringify(result: JsonObject, giver: string): string | undefined {
  try {
    return JSON.stringify(result);
  } catch (cause) {
    throw new TypeError(`${giver} gave a result that is no JSON: ${String(cause)}`, { cause });
  }
}

function isPlainObject(value: unknown): value is JsonObject {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  // The prototype of an object from another realm is another object, but a root as well.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (typeof value === "function") return "a function";
  if (typeof value === "string") return "a string";
  if (typeof value !== "object" || value === null) return String(value);
  return `an instance of ${value.constructor?.name ?? "a class"}`;
}
