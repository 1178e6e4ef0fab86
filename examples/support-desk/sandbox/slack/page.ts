import type { MethodArguments } from "./method-arguments.ts";
import { SlackError } from "./slack-error.ts";

/** One page of a list, as Slack's methods cut it. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly hasMore: boolean;
  /** Empty on the last page. */
  readonly metadata: { readonly next_cursor: string };
}

/** Cuts the page that `limit` and `cursor` ask for, or throws `invalid_cursor`. */
export function toPage<T>(
  items: readonly T[],
  toId: (item: T) => string,
  given: MethodArguments,
  limit: { readonly otherwise: number; readonly maximum: number },
): Page<T> {
  const size = given.limit(limit.otherwise, limit.maximum);
  const cursor = given.text("cursor");
  const toCursor = (item: T) => Buffer.from(`next:${toId(item)}`).toString("base64");
  const start = cursor === undefined ? 0 : items.findIndex((item) => toCursor(item) === cursor);
  if (start < 0) {
    throw new SlackError("invalid_cursor");
  }
  const next = items[start + size];
  return {
    items: items.slice(start, start + size),
    hasMore: next !== undefined,
    metadata: { next_cursor: next === undefined ? "" : toCursor(next) },
  };
}
