import { MortiseError } from "@mortise/protocol";
import type { Visibility } from "./condition.ts";
import type { ListKind } from "./list-kind.ts";

/** Says what of a server is meant: what fits all that is given, and everything when nothing is. */
export interface Selector {
  /** Selects entries with one of these tags. */
  readonly tags?: readonly string[];
  /** Tools and prompts by name, resources by URI or template, as clients know them. */
  readonly names?: readonly string[];
  /** Templates count as resources. Default: all kinds. */
  readonly kinds?: readonly ListKind[];
}

/** The effect of a rule on its selection; `show-only` hides all other entries of its kinds. */
export type Effect = "show" | "show-only" | "hide";

interface Rule {
  readonly selector: Selector;
  readonly effect: Effect;
}

/** Rules that may apply at once; each is evaluated for each entry when something changes. */
const MAX_RULES = 1000;

/** The entries enabled and disabled while a server ran; the latest of two rules decides. */
export class VisibilityRules {
  readonly #rules = new Map<string, Rule>();

  get size(): number {
    return this.#rules.size;
  }

  /** @throws MortiseError `INVALID_OPTION` for an unknown member of the selector, and for too many rules. */
  add(selector: Selector, effect: Effect): void {
    const { tags, names, kinds, ...unknown } = selector;
    assertNothing(unknown);
    const isOnly = effect === "show-only";
    const isTotal = !kinds && (isOnly || !(tags || names));
    if (isTotal) this.#rules.clear();
    const key = JSON.stringify([sort(tags), sort(names), sort(kinds), isOnly]);
    // A rule replaces its earlier self, so that switching back and forth adds none.
    this.#rules.delete(key);
    if (this.#rules.size >= MAX_RULES) {
      throw new MortiseError(
        "INVALID_OPTION",
        `There are ${MAX_RULES} rules of enable and disable already; name a tag rather than each thing by itself`,
      );
    }
    this.#rules.set(key, { selector, effect });
  }

  /** Returns whether an entry is on after all rules. */
  decide(kind: ListKind, name: string, { isOn, tags }: Visibility): boolean {
    let decided = isOn;
    for (const { selector, effect } of this.#rules.values()) {
      if (selector.kinds && !selector.kinds.includes(kind)) continue;
      const isSelected =
        (!selector.names || selector.names.includes(name)) &&
        (!selector.tags || selector.tags.some((tag) => tags.includes(tag)));
      if (isSelected) decided = effect !== "hide";
      else if (effect === "show-only") decided = false;
    }
    return decided;
  }
}

/** A member that is misspelt would select everything. */
function assertNothing(unknown: object): void {
  const [name] = Object.keys(unknown);
  if (name === undefined) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `enable and disable know no ${JSON.stringify(name)}; select by tags, names or kinds`,
  );
}

function sort(words: readonly string[] | undefined): readonly string[] | undefined {
  return words && [...words].sort();
}
