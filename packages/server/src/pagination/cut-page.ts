import { invalidCursor, readCursor, writeCursor } from "./cursor.ts";

/** How a list is cut into pages. */
export interface PageOptions {
  readonly pageSize: number;
  /** Identifies the state of the list, so that cursors of other states are refused. */
  readonly state: string;
}

/**
 * Returns the page of `items` that begins at `cursor`, and the cursor of the next page if there is one.
 *
 * @throws ProtocolError `InvalidParams` for a cursor of another list or another state.
 */
export function cutPage<Item>(
  items: readonly Item[],
  cursor: unknown,
  { pageSize, state }: PageOptions,
): { readonly page: readonly Item[]; readonly nextCursor?: string } {
  const start = readCursor(cursor, state);
  if (start > 0 && start >= items.length) throw invalidCursor(cursor);
  const end = start + pageSize;
  const page = items.slice(start, end);
  return end < items.length ? { page, nextCursor: writeCursor(end, state) } : { page };
}
