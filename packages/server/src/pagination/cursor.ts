import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { describeName } from "../result/describe-name.ts";

/**
 * Writes the cursor of the item at `position` in one state of a list.
 *
 * A cursor is good for that state alone: when the list changes, the client begins again
 * (2026-07-28, Pagination; Caching, Interaction with Pagination).
 */
export function writeCursor(position: number, state: string): string {
  return `${position}.${state}`;
}

/**
 * Returns the position that a cursor names in `state`; 0 without a cursor, and for the `null` that some
 * clients send in place of none.
 *
 * @throws ProtocolError `InvalidParams` for a cursor of another list or another state.
 */
export function readCursor(cursor: unknown, state: string): number {
  if (cursor === undefined || cursor === null) return 0;
  const position = typeof cursor === "string" ? Number.parseInt(cursor, 10) : 0;
  if (position > 0 && writeCursor(position, state) === cursor) return position;
  throw invalidCursor(cursor);
}

/**
 * Identifies a state of a list by its content, so that every instance that offers the same accepts
 * the cursors of the others.
 */
export function stateOf(content: unknown): string {
  return hash(JSON.stringify(content));
}

/** Makes the error for a cursor that this list did not give, or gave before it changed. */
export function invalidCursor(cursor: unknown): ProtocolError {
  return new ProtocolError(
    ErrorCode.InvalidParams,
    `Invalid cursor ${describeName(cursor)}: the list has changed, or the cursor belongs to another list; list again without a cursor`,
  );
}

/** FNV-1a: distinguishes the cursors of different lists, and need not do more. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value.toString(36);
}
