import type { ElicitRequestParams, ElicitResult, JsonObject } from "@mortise/protocol";

/**
 * Fills the fields that an accepted form left out with the defaults of its schema (SEP-1034).
 *
 * Values that the user entered stay, and so does a declined or cancelled form.
 */
export function applyElicitationDefaults(
  params: ElicitRequestParams,
  result: ElicitResult,
): ElicitResult {
  // The answer of a handler may be anything; it is checked after this.
  if (params.mode === "url" || result?.action !== "accept") return result;
  if (typeof (result.content ?? {}) !== "object") return result;
  const properties = params.requestedSchema?.["properties"];
  if (typeof properties !== "object" || properties === null) return result;
  const entered = new Map(Object.entries(result.content ?? {}));
  for (const [name, property] of Object.entries(properties as JsonObject)) {
    const value = (property as JsonObject | null)?.["default"];
    if (value !== undefined && entered.get(name) === undefined) entered.set(name, value as string);
  }
  return { ...result, content: Object.fromEntries(entered) };
}
