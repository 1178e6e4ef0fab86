import type { Clock, JsonObject } from "@mortise/protocol";
import { MortiseError, systemClock } from "@mortise/protocol";
import type { ListField } from "./list-entry.ts";
import { entryKey, readEntry } from "./list-entry.ts";

/** The largest number of pages that are read of one list. */
const MAX_PAGES = 1000;
/** The JSON text that all pages after the first may have together, in characters. */
const MAX_CHARACTERS = 64 * 1024 * 1024;

/** Settings of {@link paginate}. */
export interface PaginateOptions {
  /** Reads one page. */
  readonly send: (params: JsonObject) => Promise<JsonObject>;
  /** Receives what is left out of the list. Default: nothing does. */
  readonly warn?: (message: string) => void;
  /** Measures the time of the whole list. Default: the platform's clock. */
  readonly clock?: Clock;
  /** The milliseconds after which no further page is asked for. Default: no limit. */
  readonly timeoutMs?: number;
}

/**
 * Reads every page of a list (2026-07-28, Pagination) and returns the entries under `field`.
 *
 * An entry that is malformed is left out with a warning, `null` stands for an empty list, and a cursor
 * that was used before ends the list, since it would begin again.
 *
 * @throws MortiseError `INVALID_RESPONSE` if a page has no such list, or the list does not end within
 * 1,000 pages and 64 MiB; `TIMEOUT` if it does not end in time.
 */
export async function paginate<Item>(
  method: string,
  field: ListField,
  options: PaginateOptions,
): Promise<Item[]> {
  const { clock = systemClock, timeoutMs = Number.POSITIVE_INFINITY } = options;
  const start = clock.monotonic();
  const items: JsonObject[] = [];
  const used = new Set<unknown>();
  let params: JsonObject = {};
  let characters = 0;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const result = await options.send(params);
    addEntries(items, readPage(method, field, result), field, options);
    // Some servers give an empty cursor, or null, on the last page, and some give numbers.
    const cursor = result["nextCursor"];
    if (cursor === "" || !(typeof cursor === "string" || typeof cursor === "number")) {
      return items as Item[];
    }
    if (used.has(cursor)) {
      options.warn?.(`${method} returned the cursor of an earlier page; the list ends there`);
      return withoutRepetitions(items, field) as Item[];
    }
    if (page > 1) characters += lengthOf(result);
    if (characters > MAX_CHARACTERS) {
      throw endless(method, `${MAX_CHARACTERS} characters`);
    }
    if (clock.monotonic() - start >= timeoutMs) throw tooLate(method, page, timeoutMs);
    used.add(cursor);
    params = { cursor };
  }
  throw endless(method, `${MAX_PAGES} pages`);
}

function readPage(method: string, field: ListField, result: JsonObject): readonly unknown[] {
  const list = result[field];
  // An empty list of Go is written as null.
  if (list === null) return [];
  if (Array.isArray(list)) return list;
  throw new MortiseError("INVALID_RESPONSE", `${method} was answered without a list of ${field}`);
}

function addEntries(
  items: JsonObject[],
  page: readonly unknown[],
  field: ListField,
  { warn }: Pick<PaginateOptions, "warn">,
): void {
  // Spreading a long page would make more arguments than a call can have.
  for (const value of page) {
    const { entry, problem } = readEntry(field, value);
    if (entry !== undefined) items.push(entry);
    if (problem !== undefined) warn?.(problem);
  }
}

function withoutRepetitions(items: readonly JsonObject[], field: ListField): JsonObject[] {
  return [...new Map(items.map((item) => [entryKey(field, item), item])).values()];
}

/** A page that is nested too deeply to be written counts as too long. */
function lengthOf(result: JsonObject): number {
  try {
    return JSON.stringify(result).length;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

function endless(method: string, limit: string): MortiseError {
  return new MortiseError("INVALID_RESPONSE", `${method} did not end within ${limit}`);
}

function tooLate(method: string, pages: number, timeoutMs: number): MortiseError {
  return new MortiseError(
    "TIMEOUT",
    `${method} did not end within ${timeoutMs} ms, after ${pages} pages; pass { timeout } to wait longer`,
    { data: { timeoutMs } },
  );
}
