import { JqlError } from "./jql-error.ts";

/** A piece of a JQL query. */
export interface JqlToken {
  /** A `word` and a `string` are names or values; a `symbol` is punctuation or an operator. */
  readonly kind: "word" | "string" | "symbol" | "end";
  /** The text, unescaped and without quotes. */
  readonly text: string;
  /** Where it stands, as Jira's messages say it. */
  readonly position: string;
}

const symbols = [
  "!=",
  "!~",
  ">=",
  "<=",
  "&&",
  "||",
  "=",
  "~",
  ">",
  "<",
  "!",
  "&",
  "|",
  "(",
  ")",
  ",",
];
const reserved = "{}*/%+^$#@?;";
const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

/** Splits a query into tokens, the last being the end. */
export function readJqlTokens(jql: string): JqlToken[] {
  const tokens: JqlToken[] = [];
  let at = 0;
  while (at < jql.length) {
    const character = jql.charAt(at);
    if (/\s/.test(character)) {
      at += 1;
      continue;
    }
    const position = describePosition(jql, at);
    const { token, end } =
      character === '"' || character === "'"
        ? readString(jql, at, position)
        : readPlain(jql, at, position);
    tokens.push(token);
    at = end;
  }
  tokens.push({ kind: "end", text: "", position: describePosition(jql, at) });
  return tokens;
}

interface Piece {
  readonly token: JqlToken;
  readonly end: number;
}

function readPlain(jql: string, start: number, position: string): Piece {
  const symbol = symbols.find((candidate) => jql.startsWith(candidate, start));
  if (symbol !== undefined) {
    return { token: { kind: "symbol", text: symbol, position }, end: start + symbol.length };
  }
  let text = "";
  let at = start;
  while (at < jql.length && !/[\s"'=!<>~&|(),]/.test(jql.charAt(at))) {
    const character = jql.charAt(at);
    if (reserved.includes(character)) {
      const code = character.charCodeAt(0).toString(16).padStart(4, "0");
      throw new JqlError(
        `Error in the JQL Query: The character '${character}' is a reserved JQL character. You must enclose it in a string or use the escape '\\u${code}' instead. ${describePosition(jql, at)}`,
      );
    }
    const { value, end } = readCharacter(jql, at);
    text += value;
    at = end;
  }
  return { token: { kind: "word", text, position }, end: at };
}

function readString(jql: string, start: number, position: string): Piece {
  const quote = jql.charAt(start);
  let text = "";
  let at = start + 1;
  while (at < jql.length) {
    if (jql.charAt(at) === quote) {
      return { token: { kind: "string", text, position }, end: at + 1 };
    }
    const { value, end } = readCharacter(jql, at);
    text += value;
    at = end;
  }
  throw new JqlError(
    `Error in the JQL Query: The quoted string '${text}' has not been completed. ${position}`,
  );
}

function readCharacter(jql: string, at: number): { readonly value: string; readonly end: number } {
  if (jql.charAt(at) !== "\\") {
    return { value: jql.charAt(at), end: at + 1 };
  }
  const next = jql.charAt(at + 1);
  const code = /^u([0-9a-f]{4})/i.exec(jql.slice(at + 1, at + 6))?.[1];
  if (code !== undefined) {
    return { value: String.fromCharCode(Number.parseInt(code, 16)), end: at + 6 };
  }
  if (next === "" || !/[nrt"' \\]/.test(next)) {
    throw new JqlError(
      `Error in the JQL Query: The escape sequence '\\${next}' is not valid. ${describePosition(jql, at)}`,
    );
  }
  return { value: escapes[next] ?? next, end: at + 2 };
}

function describePosition(jql: string, at: number): string {
  const before = jql.slice(0, at).split("\n");
  return `(line ${before.length}, character ${(before.at(-1)?.length ?? 0) + 1})`;
}
