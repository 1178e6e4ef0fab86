import type { Revision } from "@mortise/protocol";
import type { ListShape } from "../pagination/stored-list.ts";
import { StoredList } from "../pagination/stored-list.ts";
import type { Caller } from "../request/caller.ts";
import type { Permission } from "../visibility/access.ts";
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
  /** Asks the `allow` of an entry. */
  readonly allows: (entry: Each, caller: Caller) => boolean | Promise<boolean>;
}

/**
 * One kind of list, stored once for each set of entries that callers may see.
 *
 * Where nothing depends on the caller, that is once. Otherwise each condition and each `allow` is asked
 * once a request, and their answers are the key of the set.
 */
export class VisibleLists<Each extends Entry> {
  readonly #source: ListSource<Each>;
  readonly #conditions: readonly Condition[];
  /** One entry of each `allow`; entries may share one. */
  readonly #restricted: ReadonlyMap<Permission, Each>;
  /** Oldest use first. */
  readonly #sets = new Map<string, StoredList>();
  #shared: StoredList | undefined;

  constructor(source: ListSource<Each>) {
    this.#source = source;
    this.#conditions = [...new Set(source.entries.flatMap(({ conditions }) => conditions))];
    this.#restricted = new Map(
      source.entries.flatMap((entry) => (entry.access?.allow ? [[entry.access.allow, entry]] : [])),
    );
  }

  /** How many sets are stored. */
  get size(): number {
    return this.#sets.size;
  }

  /** The list as `caller` may see it; a promise only if an `allow` gives one. */
  of(caller: Caller): StoredList | Promise<StoredList> {
    if (this.#conditions.length === 0 && this.#restricted.size === 0) {
      this.#shared ??= this.#store(() => true);
      return this.#shared;
    }
    const viewer = toViewer(caller);
    const met = this.#conditions.map((condition) => this.#source.holds(condition, viewer));
    const allowed = [...this.#restricted.values()].map((each) => this.#source.allows(each, caller));
    if (allowed.every((answer) => typeof answer === "boolean")) return this.#find(met, allowed);
    return Promise.all(allowed).then((answers) => this.#find(met, answers));
  }

  /** Finds the set in which these conditions and permissions hold. */
  #find(met: readonly boolean[], allowed: readonly boolean[]): StoredList {
    const key = [...met, ...allowed].map((holds) => (holds ? "1" : "0")).join("");
    let stored = this.#sets.get(key);
    if (stored) this.#sets.delete(key);
    else {
      const rules: readonly unknown[] = [...this.#conditions, ...this.#restricted.keys()];
      const answers = [...met, ...allowed];
      const holding = new Set(rules.filter((_rule, index) => answers[index]));
      stored = this.#store((rule) => holding.has(rule));
    }
    this.#sets.set(key, stored);
    if (this.#sets.size > MAX_SETS) this.#sets.delete(this.#sets.keys().next().value as string);
    return stored;
  }

  #store(holds: (rule: Condition | Permission) => boolean): StoredList {
    const { shape, entries, write } = this.#source;
    const seen = entries.filter(
      ({ conditions, access }) =>
        conditions.every(holds) && (!access?.allow || holds(access.allow)),
    );
    return new StoredList(shape, (revision) => seen.map((entry) => write(entry, revision)));
  }
}
