/** A text inside a definition. */
export interface PlacedText {
  /** A JSON Pointer (RFC 6901). */
  readonly pointer: string;
  readonly text: string;
  /** The member that holds it, or the name itself for the name of a member. */
  readonly isName: boolean;
}

/** The most texts that are read of one definition. */
const MOST_TEXTS = 20_000;

/** Gives every text of a definition, the names of members too, in the order of the definition. */
export function everyText(value: unknown): PlacedText[] {
  const found: PlacedText[] = [];
  const open: { readonly value: unknown; readonly pointer: string }[] = [{ value, pointer: "" }];
  while (open.length > 0 && found.length < MOST_TEXTS) {
    const { value: next, pointer } = open.pop() ?? {};
    if (typeof next === "string") found.push({ pointer: pointer ?? "", text: next, isName: false });
    if (typeof next !== "object" || next === null) continue;
    const members = Object.entries(next).map(([name, member]) => ({
      name,
      value: member as unknown,
      pointer: `${pointer}/${escapePointer(name)}`,
    }));
    if (!Array.isArray(next)) {
      for (const { name, pointer: place } of members)
        found.push({ pointer: place, text: name, isName: true });
    }
    open.push(...members.reverse());
  }
  return found;
}

/** Writes a name as a part of a JSON Pointer (RFC 6901, 3). */
export function escapePointer(name: string): string {
  return name.replace(/~/g, "~0").replace(/\//g, "~1");
}
