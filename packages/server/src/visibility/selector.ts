import { MortiseError } from "@mortise/protocol";
import type { Visibility } from "./condition.ts";
import type { ListKind } from "./list-kind.ts";

/** Says what of a server is meant: what fits all that is given, and everything when nothing is. */
export interface Selector {
  /** What has one of these tags. */
  readonly tags?: readonly string[];
  /** Tools and prompts by name, resources by URI or template, as clients know them. */
  readonly names?: readonly string[];
  /** Templates count as resources. Default: all kinds. */
  readonly kinds?: readonly ListKind[];
}

interface Rule {
  readonly selector: Selector;
  readonly isOn: boolean;
  /** What is not selected gets the contrary. */
  readonly only: boolean;
}

/** Rules that may stand at once; each is looked at for each component when something changes. */
const MAX_RULES = 1000;

/** What was enabled and disabled while a server ran; of rules that disagree the latest decides. */
export class VisibilityRules {
  readonly #rules = new Map<string, Rule>();

  get size(): number {
    return this.#rules.size;
  }

  /** @throws MortiseError `INVALID_OPTION` when there are more rules than anybody could mean. */
  add(selector: Selector, isOn: boolean, only = false): void {
    const { tags, names, kinds, ...unknown } = selector;
    assertNothing(unknown);
    const isTotal = !kinds && (only || !(tags || names));
    if (isTotal) this.#rules.clear();
    const key = JSON.stringify([sort(tags), sort(names), sort(kinds), only]);
    // Said again, a rule takes the place of its older self, so that switching to and fro adds none.
    this.#rules.delete(key);
    if (this.#rules.size >= MAX_RULES) {
      throw new MortiseError(
        "INVALID_OPTION",
        `There are ${MAX_RULES} rules of enable and disable already; name a tag rather than each thing by itself`,
      );
    }
    this.#rules.set(key, { selector, isOn, only });
  }

  /** Tells whether something is on after all rules. */
  decide(kind: ListKind, name: string, { isOn, tags }: Visibility): boolean {
    let decided = isOn;
    for (const rule of this.#rules.values()) {
      const { selector } = rule;
      if (selector.kinds && !selector.kinds.includes(kind)) continue;
      const isMeant =
        (!selector.names || selector.names.includes(name)) &&
        (!selector.tags || selector.tags.some((tag) => tags.includes(tag)));
      if (isMeant) decided = rule.isOn;
      else if (rule.only) decided = !rule.isOn;
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
