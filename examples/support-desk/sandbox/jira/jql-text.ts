/** Whether a text matches the operand of a JQL `~`: every word, or a quoted phrase. */
export function matchesJqlText(text: string, wanted: string): boolean {
  const words = toWords(text);
  const phrases = [...wanted.matchAll(/"([^"]+)"/g)].map(([, phrase]) => toWords(phrase ?? ""));
  const terms = toWords(wanted.replace(/"[^"]+"/g, " "), true);
  return (
    phrases.length + terms.length > 0 &&
    phrases.every((phrase) => containsPhrase(words, phrase)) &&
    terms.every((term) => words.some((word) => matchesWord(word, term)))
  );
}

function toWords(text: string, wildcards = false): string[] {
  return text.toLowerCase().match(wildcards ? /[\p{L}\p{N}_*?]+/gu : /[\p{L}\p{N}_]+/gu) ?? [];
}

function containsPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  return words.some((_, start) => phrase.every((word, index) => words[start + index] === word));
}

function matchesWord(word: string, term: string): boolean {
  if (/[*?]/.test(term)) {
    const pattern = term.replaceAll("*", ".*").replaceAll("?", ".");
    return new RegExp(`^${pattern}$`, "u").test(word);
  }
  return word === term || stem(word) === stem(term);
}

// Jira finds "charged" for "charge" and "limits" for "limit"; cutting the common endings does the same.
function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ing|ed|es|s|e)$/, "") : word;
}
