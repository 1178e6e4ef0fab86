import { Problem } from "./problem.ts";

/** One page of a list, and where the next begins. */
export interface Page<T> {
  readonly data: readonly T[];
  /** `null` on the last page. */
  readonly next_cursor: string | null;
}

const defaultLimit = 20;
const maximumLimit = 100;

/** Cuts the page a query asks for by `limit` (1 to 100, default 20) and `cursor`. */
export function toPage<T extends { readonly id: string }>(
  items: readonly T[],
  query: URLSearchParams,
): Page<T> {
  const limit = readLimit(query.get("limit"));
  const cursor = query.get("cursor");
  const start = cursor === null ? 0 : items.findIndex((item) => toCursor(item.id) === cursor) + 1;
  if (cursor !== null && start === 0) {
    throw new Problem(
      400,
      "invalid_cursor",
      `The cursor '${cursor}' is not one of this list. Use next_cursor of the page before.`,
    );
  }
  const data = items.slice(start, start + limit);
  const last = data.at(-1);
  const more = start + limit < items.length;
  return { data, next_cursor: more && last !== undefined ? toCursor(last.id) : null };
}

function toCursor(id: string): string {
  return Buffer.from(`after:${id}`).toString("base64url");
}

function readLimit(text: string | null): number {
  if (text === null) {
    return defaultLimit;
  }
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > maximumLimit) {
    throw new Problem(
      400,
      "invalid_limit",
      `The limit '${text}' is not a whole number from 1 to ${maximumLimit}.`,
    );
  }
  return limit;
}
