import type { Revision } from "@mortise/protocol";
import type { ListShape } from "../pagination/stored-list.ts";
import { StoredList } from "../pagination/stored-list.ts";
import type { Caller } from "../request/caller.ts";
import type { Condition, Viewer } from "../visibility/condition.ts";
import { toViewer } from "../visibility/condition.ts";
import type { Entry } from "../visibility/entry.ts";

/** Different lists of one kind that are kept; the least used one is written again when it is requested. */
const MAX_SETS = 64;

/** The entries and conditions of a list. */
export interface ListSource<Each extends Entry> {
  readonly shape: ListShape;
  readonly entries: readonly Each[];
  /** Writes an entry in the words of a revision. */
  readonly write: (entry: Each, revision: Revision) => unknown;
  readonly holds: (condition: Condition, viewer: Viewer) => boolean;
}

/**
 * One kind of list, stored once for each set of entries that callers may see.
 *
 * Where nothing depends on the caller, that is once. Otherwise the conditions are asked, each once a
 * request, and their answers are the key of the set.
 */
export class VisibleLists<Each extends Entry> {
  readonly #source: ListSource<Each>;
  readonly #conditions: readonly Condition[];
  /** Oldest use first. */
  readonly #sets = new Map<string, StoredList>();
  #shared: StoredList | undefined;

  constructor(source: ListSource<Each>) {
    this.#source = source;
    this.#conditions = [...new Set(source.entries.flatMap(({ conditions }) => conditions))];
  }

  /** How many sets are stored. */
  get size(): number {
    return this.#sets.size;
  }

  /** The list as `caller` may see it. */
  of(caller: Caller): StoredList {
    if (this.#conditions.length === 0) {
      this.#shared ??= this.#store(() => true);
      return this.#shared;
    }
    const viewer = toViewer(caller);
    const met = this.#conditions.map((condition) => this.#source.holds(condition, viewer));
    const key = met.map((holds) => (holds ? "1" : "0")).join("");
    let stored = this.#sets.get(key);
    if (stored) this.#sets.delete(key);
    else {
      const allowed = new Set(this.#conditions.filter((_condition, index) => met[index]));
      stored = this.#store((condition) => allowed.has(condition));
    }
    this.#sets.set(key, stored);
    if (this.#sets.size > MAX_SETS) this.#sets.delete(this.#sets.keys().next().value as string);
    return stored;
  }

  #store(isMet: (condition: Condition) => boolean): StoredList {
    const { shape, entries, write } = this.#source;
    const seen = entries.filter(({ conditions }) => conditions.every(isMet));
    return new StoredList(shape, (revision) => seen.map((entry) => write(entry, revision)));
  }
}
