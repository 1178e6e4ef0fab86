import type { CacheHints, Revision } from "@mortise/protocol";
import { ErrorCode, isModern, ProtocolError } from "@mortise/protocol";
import { describeName } from "../request/describe-name.ts";
import type { Identity } from "../request/identity.ts";
import { writeResult } from "../request/identity.ts";

/** A result kept as it goes on the wire, so that answering costs no more than writing it. */
export class StoredResult {
  readonly text: string;
  #bytes: Uint8Array | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** The text in UTF-8, made once. */
  get bytes(): Uint8Array {
    this.#bytes ??= new TextEncoder().encode(this.text);
    return this.#bytes;
  }
}

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
 * the client begins again (2026-07-28, Caching, Interaction with Pagination).
 */
export class StoredList {
  readonly #shape: ListShape;
  readonly #version: string;
  readonly #items: (revision: Revision) => readonly unknown[];
  readonly #pages = new Map<Revision, readonly StoredResult[]>();

  constructor(
    shape: ListShape,
    version: string,
    items: (revision: Revision) => readonly unknown[],
  ) {
    this.#shape = shape;
    this.#version = version;
    this.#items = items;
  }

  /** Returns the page that `cursor` names, the first without one; throws for an invalid cursor. */
  page(revision: Revision, cursor: unknown): StoredResult {
    let pages = this.#pages.get(revision);
    if (!pages) {
      pages = this.#write(revision);
      this.#pages.set(revision, pages);
    }
    const page = cursor === undefined ? pages[0] : pages[this.#readCursor(cursor)];
    if (!page) throw invalidCursor(cursor);
    return page;
  }

  #write(revision: Revision): readonly StoredResult[] {
    const { member, pageSize, cache, identity } = this.#shape;
    const items = this.#items(revision);
    const count = Math.max(1, Math.ceil(items.length / pageSize));
    return Array.from({ length: count }, (_, index) => {
      const page = items.slice(index * pageSize, (index + 1) * pageSize);
      const next = index + 1 < count ? this.#writeCursor(index + 1) : undefined;
      return new StoredResult(
        writeList(member, page, next, cache, isModern(revision) ? identity : undefined),
      );
    });
  }

  #writeCursor(index: number): string {
    return `${index}.${this.#version}`;
  }

  #readCursor(cursor: unknown): number {
    const index = typeof cursor === "string" ? Number.parseInt(cursor, 10) : -1;
    return this.#writeCursor(index) === cursor ? index : -1;
  }
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
