import type { FoundValue } from "../language/extract-values.ts";
import { words } from "../language/tokenize.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";

const RECORD_LIMIT = 20;
const DEPTH_LIMIT = 8;

/** Lists the scalar values of a tool's result, each labelled by its key and what it belongs to. */
export function flattenResult(
  result: unknown,
  tool: ToolProfile | undefined,
  source: "result" | "earlier" = "result",
): FoundValue[] {
  const found: FoundValue[] = [];
  visit(result, [], 0);
  return found;

  function visit(value: unknown, path: readonly string[], depth: number): void {
    if (depth > DEPTH_LIMIT) return;
    if (Array.isArray(value)) {
      for (const item of value.slice(0, RECORD_LIMIT)) visit(item, path, depth + 1);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key], depth + 1);
    } else if (typeof value === "string" || typeof value === "number") {
      const labels = labelsOf(path, tool);
      found.push({ value, kind: "result", source, labels, before: "" });
    }
  }
}

// A bare `id` belongs to the thing around it, or to what the tool is about.
function labelsOf(path: readonly string[], tool: ToolProfile | undefined): string[] {
  const key = path.at(-1) ?? "";
  const parent = path.at(-2);
  if (!/^(id|key|name|number|ref)$/.test(key)) return words(key);
  return [...(parent === undefined ? (tool?.nouns ?? []) : words(parent)), ...words(key)];
}

/** Puts the newest records first where the request asks for the latest and the records bear a date. */
export function newestFirst(result: unknown, request: string): unknown {
  if (!/\b(latest|last|newest|most recent|recent)\b/i.test(request)) return result;
  return sortDeep(result, 0);
}

function sortDeep(value: unknown, depth: number): unknown {
  if (depth > DEPTH_LIMIT) return value;
  if (Array.isArray(value)) {
    const dated = value.map((item) => ({ item, date: dateOf(item) }));
    if (dated.some(({ date }) => date === undefined)) return value;
    return dated.sort((a, b) => ((a.date ?? "") < (b.date ?? "") ? 1 : -1)).map(({ item }) => item);
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [key, sortDeep(item, depth + 1)]));
}

function dateOf(record: unknown): string | undefined {
  if (typeof record !== "object" || record === null) return undefined;
  const dates = Object.values(record).filter(
    (value): value is string => typeof value === "string" && /^\d{4}-\d{2}-\d{2}/.test(value),
  );
  return dates[0];
}
