/**
 * Verbs by which people ask for the same kind of change: a tool that bears one of a family, or whose
 * description begins with one, is meant by the others too.
 */
const FAMILIES: readonly ReadonlySet<string>[] = [
  // To change what something has or is.
  new Set(
    "update transition change switch put upgrade downgrade give convert promote mark bump migrate shift turn".split(
      " ",
    ),
  ),
  // To move along a workflow.
  new Set("transition close resolve reopen finish complete start mark put".split(" ")),
  // To end an account or access.
  new Set("deactivate disable suspend terminate cancel close".split(" ")),
  // To begin something new.
  new Set("create open raise file log register".split(" ")),
  // To tell others.
  new Set("send tell say announce write inform notify".split(" ")),
  new Set("comment note reply".split(" ")),
  new Set("refund reimburse give return".split(" ")),
];

/** Says whether two stems are verbs of one family. */
export function areOfOneFamily(one: string, other: string): boolean {
  return one === other || FAMILIES.some((family) => family.has(one) && family.has(other));
}
