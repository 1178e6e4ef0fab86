import type { JsonObject } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/** The largest number of pages that are read of one list. */
const MAX_PAGES = 1000;

/**
 * Reads every page of a list (2026-07-28, Pagination) and returns the items under `field`.
 *
 * @throws MortiseError `INVALID_RESPONSE` if a page has no such list, a cursor repeats, or the list
 * does not end within 1,000 pages.
 */
export async function paginate<Item>(
  method: string,
  field: string,
  send: (params: JsonObject) => Promise<JsonObject>,
): Promise<Item[]> {
  const items: Item[] = [];
  const seen = new Set<string>();
  let params: JsonObject = {};
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const result = await send(params);
    const list = result[field];
    if (!Array.isArray(list)) {
      throw new MortiseError(
        "INVALID_RESPONSE",
        `${method} was answered without a list of ${field}`,
      );
    }
    // Spreading a long page would make more arguments than a call can have.
    for (const item of list as Item[]) items.push(item);
    const cursor = result["nextCursor"];
    if (typeof cursor !== "string") return items;
    if (seen.has(cursor)) {
      throw new MortiseError("INVALID_RESPONSE", `${method} returned the same cursor twice`);
    }
    seen.add(cursor);
    params = { cursor };
  }
  throw new MortiseError("INVALID_RESPONSE", `${method} did not end within ${MAX_PAGES} pages`);
}
