/** Controls but tab and line ends, marks of direction, and characters without width. */
const ODD =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

export interface TextPart {
  readonly text: string;
  readonly isOdd: boolean;
}

/** Splits a text; an odd character becomes its code, such as `U+202E`. */
export function splitOddCharacters(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(ODD)) {
    if (match.index > from) parts.push({ text: text.slice(from, match.index), isOdd: false });
    parts.push({ text: nameCharacter(match[0]), isOdd: true });
    from = match.index + match[0].length;
  }
  if (from < text.length || parts.length === 0) {
    parts.push({ text: text.slice(from), isOdd: false });
  }
  return parts;
}

/** Writes odd characters as their codes. */
export function showOddCharacters(text: string): string {
  return text.replace(ODD, nameCharacter);
}

function nameCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}
