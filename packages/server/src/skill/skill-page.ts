import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { invalidCursor } from "../pagination/stored-list.ts";

/**
 * Cuts one page out of a list that has the version `version`.
 *
 * @throws ProtocolError for a cursor that the list did not give in this version.
 */
export function cutPage<Item>(
  items: readonly Item[],
  cursor: unknown,
  pageSize: number,
  version: number,
): { readonly page: readonly Item[]; readonly nextCursor?: string } {
  const start = cursor === undefined ? 0 : readStart(cursor, version);
  if (start > 0 && start >= items.length) throw invalidCursor(cursor);
  const end = start + pageSize;
  const page = items.slice(start, end);
  return end < items.length ? { page, nextCursor: `${end}.${version}` } : { page };
}

function readStart(cursor: unknown, version: number): number {
  const match = typeof cursor === "string" ? /^([1-9]\d{0,8})\.(\d{1,15})$/.exec(cursor) : null;
  if (!match || Number(match[2]) !== version) throw invalidCursor(cursor);
  return Number(match[1]);
}

/** Returns the `uri` of a request's parameters. */
export function readUri(method: string, uri: unknown): string {
  if (typeof uri === "string") return uri;
  throw new ProtocolError(ErrorCode.InvalidParams, `${method} needs a "uri", a string`);
}
