/** A piece of JSON text, for its colour. */
export interface JsonPiece {
  readonly text: string;
  readonly kind: "key" | "string" | "number" | "atom" | "other";
}

/** The tokens of JSON; a string with a colon after it is a key. */
export const JSON_TOKEN: RegExp =
  /"[^"\\]*(?:\\.[^"\\]*)*"(?=(\s*:)?)|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{}:,]/gu;

/**
 * Indents JSON by two spaces without reading its values, so that long numbers, doubled keys and escapes stay
 * as they were. Text that is not JSON gives `undefined`.
 */
export function indentJson(text: string): string | undefined {
  if (!isJson(text)) return undefined;
  let depth = 0;
  let out = "";
  let before = "";
  for (const [token] of text.matchAll(JSON_TOKEN)) {
    const isEnd = token === "}" || token === "]";
    if (isEnd) depth -= 1;
    const isEmpty = isEnd && (before === "{" || before === "[");
    if (before === ":") out += " ";
    else if (before !== "" && token !== ":" && token !== "," && !isEmpty) {
      out += `\n${"  ".repeat(depth)}`;
    }
    out += token;
    if (token === "{" || token === "[") depth += 1;
    before = token;
  }
  return out;
}

/** Divides JSON, or text with JSON in it, into pieces of one colour. */
export function splitJson(text: string): readonly JsonPiece[] {
  const pieces: JsonPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(JSON_TOKEN)) {
    const kind = kindOf(match[0], match[1] !== undefined);
    if (kind === "other") continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index), kind: "other" });
    pieces.push({ text: match[0], kind });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), kind: "other" });
  return pieces;
}

function kindOf(token: string, isKey: boolean): JsonPiece["kind"] {
  if (token.startsWith('"')) return isKey ? "key" : "string";
  if (/^[-\d]/u.test(token)) return "number";
  return /^[tfn]/u.test(token) ? "atom" : "other";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
