import type { CacheHints, Revision } from "@mortise/protocol";
import { isModern } from "@mortise/protocol";
import type { Identity } from "../result/identity.ts";
import { StoredResult } from "../result/stored-result.ts";
import { invalidCursor, readCursor, stateOf, writeCursor } from "./cursor.ts";
import type { ListMember } from "./write-list.ts";
import { writeList } from "./write-list.ts";

/** How the results of one list are written. */
export interface ListShape {
  readonly member: ListMember;
  readonly pageSize: number;
  readonly cache: Required<CacheHints>;
  readonly identity: Identity;
}

/** The pages of one list, written once for each revision that words it differently. */
export class StoredList {
  readonly #shape: ListShape;
  readonly #items: (revision: Revision) => readonly unknown[];
  readonly #written = new Map<Revision, WrittenList>();

  constructor(shape: ListShape, items: (revision: Revision) => readonly unknown[]) {
    this.#shape = shape;
    this.#items = items;
  }

  /**
   * Returns the page that `cursor` names, the first without one.
   *
   * @throws ProtocolError `InvalidParams` for a cursor of another list or another state.
   */
  page(revision: Revision, cursor: unknown): StoredResult {
    let written = this.#written.get(revision);
    if (!written) {
      written = this.#write(revision);
      this.#written.set(revision, written);
    }
    const { pages, state } = written;
    const page = pages[readCursor(cursor, state) / this.#shape.pageSize];
    if (!page) throw invalidCursor(cursor);
    return page;
  }

  #write(revision: Revision): WrittenList {
    const { member, pageSize, cache, identity } = this.#shape;
    const items = this.#items(revision);
    const state = stateOf([pageSize, items]);
    const count = Math.max(1, Math.ceil(items.length / pageSize));
    const pages = Array.from({ length: count }, (_, index) => {
      const start = index * pageSize;
      const end = start + pageSize;
      return new StoredResult(
        writeList({
          member,
          items: items.slice(start, end),
          nextCursor: end < items.length ? writeCursor(end, state) : undefined,
          cache,
          identity: isModern(revision) ? identity : undefined,
        }),
      );
    });
    return { pages, state };
  }
}

interface WrittenList {
  readonly pages: readonly StoredResult[];
  readonly state: string;
}
