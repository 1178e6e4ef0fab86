/** One construct of a regular expression. */
export type PatternNode =
  | { readonly type: "character"; readonly matches: (character: string) => boolean }
  | { readonly type: "assertion"; readonly kind: Assertion }
  | { readonly type: "sequence"; readonly nodes: readonly PatternNode[] }
  | { readonly type: "choice"; readonly nodes: readonly PatternNode[] }
  | {
      readonly type: "repetition";
      readonly node: PatternNode;
      readonly minimum: number;
      readonly maximum: number;
    };

export type Assertion = "start" | "end" | "boundary" | "inside";

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  "^": "start",
  $: "end",
  "\\b": "boundary",
  "\\B": "inside",
};

/** The beginning of a group that neither looks around nor changes flags. */
const GROUP = /\((?:\?:|\?<[^=!>][^>]*>|(?!\?))/y;
const QUANTIFIER = /(?:[*+?]|\{(\d+)(?:(,)(\d*))?\})\??/y;
/** One character: a class, an escape (a surrogate pair counts as one), or itself. */
const UNICODE_ATOM =
  /\[(?:\\.|[^\]\\])*\]|\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u\{[^}]*\}|\\[pP]\{[^}]*\}|\\u.{4}|\\x..|\\c.|\\[^1-9k]|[^\\()|]/suy;
const ATOM =
  /\[(?:\\.|[^\]\\])*\]|\\u[\da-fA-F]{4}|\\x[\da-fA-F]{2}|\\c[a-zA-Z]|\\[^1-9k]|[^\\()|]/sy;

/**
 * Parses a regular expression that JavaScript takes with `flags`; `undefined` for one with a construct
 * that needs backtracking: a look-around or a back-reference.
 */
export function parsePattern(source: string, flags: "" | "u"): PatternNode | undefined {
  const parser = new PatternParser(source, flags);
  const node = parser.choice();
  return parser.isAtEnd ? node : undefined;
}

class PatternParser {
  readonly #source: string;
  readonly #flags: "" | "u";
  #at = 0;

  constructor(source: string, flags: "" | "u") {
    this.#source = source;
    this.#flags = flags;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#source.length;
  }

  choice(): PatternNode | undefined {
    const nodes: PatternNode[] = [];
    do {
      const node = this.#sequence();
      if (node === undefined) return undefined;
      nodes.push(node);
    } while (this.#take("|"));
    return nodes.length === 1 ? nodes[0] : { type: "choice", nodes };
  }

  #sequence(): PatternNode | undefined {
    const nodes: PatternNode[] = [];
    while (!this.isAtEnd && !this.#source.startsWith("|", this.#at)) {
      if (this.#source.startsWith(")", this.#at)) break;
      const node = this.#term();
      if (node === undefined) return undefined;
      nodes.push(node);
    }
    return { type: "sequence", nodes };
  }

  #term(): PatternNode | undefined {
    for (const [written, kind] of Object.entries(ASSERTIONS)) {
      if (this.#take(written)) return { type: "assertion", kind };
    }
    const node = this.#match(GROUP) === undefined ? this.#character() : this.#group();
    const quantifier = node && this.#match(QUANTIFIER);
    return node && quantifier ? repeat(node, quantifier) : node;
  }

  #group(): PatternNode | undefined {
    const node = this.choice();
    return this.#take(")") ? node : undefined;
  }

  #character(): PatternNode | undefined {
    const atom = this.#match(this.#flags === "u" ? UNICODE_ATOM : ATOM)?.[0];
    if (atom === undefined) return undefined;
    // Characters that mean themselves; the engine of JavaScript reads what is left, one at a time.
    if (!/^[\\[.]/.test(atom)) {
      return { type: "character", matches: (character) => character === atom };
    }
    const one = new RegExp(`^(?:${atom})$`, this.#flags);
    return { type: "character", matches: (character) => one.test(character) };
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#source);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }
}

function repeat(node: PatternNode, quantifier: RegExpExecArray): PatternNode {
  const [written, least, comma, most] = quantifier;
  const sign = written[0];
  if (sign === "*") return { type: "repetition", node, minimum: 0, maximum: Infinity };
  if (sign === "+") return { type: "repetition", node, minimum: 1, maximum: Infinity };
  if (sign === "?") return { type: "repetition", node, minimum: 0, maximum: 1 };
  const minimum = Number(least);
  const open = most === undefined || most === "" ? Infinity : Number(most);
  return { type: "repetition", node, minimum, maximum: comma === undefined ? minimum : open };
}
