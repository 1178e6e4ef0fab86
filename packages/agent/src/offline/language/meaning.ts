/** Words for one state or level; a person may say any of them where a tool has another. */
const GROUPS: readonly (readonly string[])[] = [
  ["inactive", "deactivated", "disabled", "suspended", "closed"],
  ["active", "enabled", "activated"],
  ["done", "closed", "close", "resolved", "resolve", "finished", "finish", "completed", "complete"],
  ["done", "fixed", "solved"],
  ["to do", "open", "reopen", "reopened", "unresolved"],
  ["in progress", "started", "start", "ongoing", "begun"],
  ["high", "urgent", "important", "critical", "pressing"],
  ["low", "minor", "trivial"],
  ["medium", "normal"],
  ["cancelled", "canceled"],
  ["delivered", "arrived"],
  ["succeeded", "arrived", "arrive"],
  ["shipped", "dispatched", "in transit", "on its way"],
  ["paid", "settled"],
  ["overdue", "past due", "late"],
];

/** Says whether a text holds a word or phrase as a whole, whatever its case. */
export function holdsPhrase(text: string, phrase: string): boolean {
  const plain = (each: string): string =>
    ` ${each
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim()} `;
  return plain(text).includes(plain(phrase));
}

/** Finds the word of a text that means what `value` does, such as "urgent" for `high`. */
export function meantBy(value: string, text: string): string | undefined {
  const plain = value.toLowerCase().replace(/[_-]+/g, " ");
  if (holdsPhrase(text, plain)) return plain;
  return GROUPS.filter((group) => group.includes(plain))
    .flat()
    .find((word) => holdsPhrase(text, word));
}

/** Lists the values that a word of a text could stand for; the nearest meaning first. */
export function meaningsOf(word: string): readonly string[] {
  return GROUPS.filter((group) => group.includes(word.toLowerCase())).flat();
}
