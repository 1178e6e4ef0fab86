import type { CacheHints, Revision } from "@mortise/protocol";
import { ErrorCode, isModern, ProtocolError } from "@mortise/protocol";
import { describeName } from "../result/describe-name.ts";
import type { Identity } from "../result/identity.ts";
import { writeResult } from "../result/identity.ts";
import { StoredResult } from "../result/stored-result.ts";

/** What a list is called in its result, and how it may be kept. */
export interface ListShape {
  readonly member: "tools" | "resources" | "resourceTemplates" | "prompts";
  readonly pageSize: number;
  readonly cache: Required<CacheHints>;
  readonly identity: Identity;
}

/**
 * The pages of one list, written out once for each revision that words it differently.
 *
 * Cursors name a page of one state of the list; when the list changes they stop being valid, and
 * the client begins again (2026-07-28, Caching, Interaction with Pagination). A state is known by what
 * it holds, so that every instance that offers the same takes the cursors of the others.
 */
export class StoredList {
  readonly #shape: ListShape;
  readonly #items: (revision: Revision) => readonly unknown[];
  readonly #written = new Map<Revision, WrittenList>();

  constructor(shape: ListShape, items: (revision: Revision) => readonly unknown[]) {
    this.#shape = shape;
    this.#items = items;
  }

  /** Returns the page that `cursor` names, the first without one; throws for an invalid cursor. */
  page(revision: Revision, cursor: unknown): StoredResult {
    let written = this.#written.get(revision);
    if (!written) {
      written = this.#write(revision);
      this.#written.set(revision, written);
    }
    const { pages, state } = written;
    const page = cursor === undefined ? pages[0] : pages[readCursor(cursor, state)];
    if (!page) throw invalidCursor(cursor);
    return page;
  }

  #write(revision: Revision): WrittenList {
    const { member, pageSize, cache, identity } = this.#shape;
    const items = this.#items(revision);
    const state = hash(JSON.stringify([pageSize, items]));
    const count = Math.max(1, Math.ceil(items.length / pageSize));
    const pages = Array.from({ length: count }, (_, index) => {
      const page = items.slice(index * pageSize, (index + 1) * pageSize);
      const next = index + 1 < count ? writeCursor(index + 1, state) : undefined;
      return new StoredResult(
        writeList(member, page, next, cache, isModern(revision) ? identity : undefined),
      );
    });
    return { pages, state };
  }
}

interface WrittenList {
  readonly pages: readonly StoredResult[];
  /** Tells one state of the list from another. */
  readonly state: string;
}

function writeCursor(index: number, state: string): string {
  return `${index}.${state}`;
}

function readCursor(cursor: unknown, state: string): number {
  const index = typeof cursor === "string" ? Number.parseInt(cursor, 10) : -1;
  return writeCursor(index, state) === cursor ? index : -1;
}

/** FNV-1a: tells the cursors of one list from those of another, and need not do more. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value.toString(36);
}

/** Writes the JSON text of a list result; modern, with hints for caches, where there is an `identity`. */
export function writeList(
  member: ListShape["member"],
  items: readonly unknown[],
  nextCursor: string | undefined,
  cache: Required<CacheHints>,
  identity: Identity | undefined,
): string {
  return writeResult(
    {
      [member]: items,
      ...(nextCursor !== undefined && { nextCursor }),
      ...(identity && cache),
    },
    { identity },
  );
}

/** Makes the error for a cursor that this list did not give, or gave before it changed. */
export function invalidCursor(cursor: unknown): ProtocolError {
  return new ProtocolError(
    ErrorCode.InvalidParams,
    `Invalid cursor ${describeName(cursor)}: the list has changed or the cursor is not its own; list again without a cursor`,
  );
}
