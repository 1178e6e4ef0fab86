import { MortiseError } from "@mortise/protocol";

/**
 * Takes the next word of a command line.
 *
 * @throws MortiseError `INVALID_OPTION` with `question` when there is none.
 */
export function takeWord(words: string[], question: string): string {
  const word = words.shift();
  if (word === undefined) throw new MortiseError("INVALID_OPTION", question);
  return word;
}

/** Throws MortiseError `INVALID_OPTION` when words are left over. */
export function refuseMore(words: readonly string[]): void {
  if (words.length === 0) return;
  const rest = words.map((word) => JSON.stringify(word)).join(" ");
  throw new MortiseError(
    "INVALID_OPTION",
    `Unexpected argument${words.length === 1 ? "" : "s"} ${rest}; see --help`,
  );
}
