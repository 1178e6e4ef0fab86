import type { FoundValue } from "../language/extract-values.ts";
import { words } from "../language/tokenize.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";

/** How many records of a list are read. */
const RECORD_LIMIT = 20;
/** How deep a result is read. */
const DEPTH_LIMIT = 8;

/** A tool's result, and when it came. */
export interface ToolOutcome {
  readonly result: unknown;
  /** The tool; `undefined` when it is no longer offered. */
  readonly tool: ToolProfile | undefined;
  /** `result` is of this turn, `earlier` of a turn before. */
  readonly source: "result" | "earlier";
}

/**
 * Lists the scalar values of a tool's result, each labelled by its key and the thing it belongs to.
 */
export function flattenResult({ result, tool, source }: ToolOutcome): FoundValue[] {
  const visit = (value: unknown, path: readonly string[], depth: number): FoundValue[] => {
    if (depth > DEPTH_LIMIT) return [];
    if (Array.isArray(value)) {
      return value.slice(0, RECORD_LIMIT).flatMap((item) => visit(item, path, depth + 1));
    }
    if (typeof value === "object" && value !== null) {
      const entries = Object.entries(value);
      return entries.flatMap(([key, item]) => visit(item, [...path, key], depth + 1));
    }
    if (typeof value !== "string" && typeof value !== "number") return [];
    return [{ value, kind: "result", source, labels: labelsOf(path, tool), before: "" }];
  };
  return visit(result, [], 0);
}

/**
 * Gives the labels of a value; a bare `id` belongs to the thing around it, or to the tool's
 * subject.
 */
function labelsOf(path: readonly string[], tool: ToolProfile | undefined): string[] {
  const key = path.at(-1) ?? "";
  const parent = path.at(-2);
  if (!/^(id|key|name|number|ref)$/.test(key)) return words(key);
  return [...(parent === undefined ? (tool?.nouns ?? []) : words(parent)), ...words(key)];
}

/**
 * Puts the newest records first when the request asks for the latest and the records bear a date.
 */
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
  return Object.values(record).find(
    (value): value is string => typeof value === "string" && /^\d{4}-\d{2}-\d{2}/.test(value),
  );
}
