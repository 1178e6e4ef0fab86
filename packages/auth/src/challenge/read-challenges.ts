/** One challenge of a `WWW-Authenticate` header (RFC 9110, 11.6.1). */
export interface Challenge {
  /** The authentication scheme in lower case, such as `bearer`. */
  readonly scheme: string;
  /** The parameters by name in lower case; of a repeated one the first (RFC 9110, 11.2). */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A header that is longer is read up to here. */
const MAX_LENGTH = 16_384;

const TOKEN = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const TOKEN68 = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;
const EQUALS = /[ \t]*=[ \t]*/y;
const SPACE = /[ \t]+/y;
const SEPARATOR = /[ \t]*(?:,[ \t]*)*/y;
/** The rest up to the next comma, which begins something new. */
const REST = /[^,]*/y;

/** Reads a text from left to right, each character once. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Takes what `pattern` matches here; `undefined` leaves the place as it is. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found !== undefined) this.#at = pattern.lastIndex;
    return found;
  }

  /** Returns a value if `read` gets one, and goes back to this place if not. */
  attempt<T>(read: () => T | undefined): T | undefined {
    const start = this.#at;
    const value = read();
    if (value === undefined) this.#at = start;
    return value;
  }
}

/**
 * Returns the challenges of a `WWW-Authenticate` header, several headers joined by commas, in order.
 *
 * Parameters are read one by one, so that `scope` is never found inside `error_scope` or inside a quoted
 * text. Anything else is skipped up to the next comma.
 */
export function readChallenges(header: string | undefined): readonly Challenge[] {
  if (header === undefined) return [];
  const scanner = new Scanner(header.slice(0, MAX_LENGTH));
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  for (;;) {
    scanner.take(SEPARATOR);
    if (scanner.isAtEnd) return challenges;
    const current = challenges.at(-1);
    const parameter = current && scanner.attempt(() => readParameter(scanner));
    if (current !== undefined && parameter !== undefined) {
      const [name, value] = parameter;
      if (!current.parameters.has(name)) current.parameters.set(name, value);
      continue;
    }
    const scheme = scanner.attempt(() => readScheme(scanner));
    if (scheme === undefined) scanner.take(REST);
    else challenges.push({ scheme, parameters: new Map() });
  }
}

function readParameter(scanner: Scanner): readonly [name: string, value: string] | undefined {
  const name = scanner.take(TOKEN)?.[0].toLowerCase();
  if (name === undefined || scanner.take(EQUALS) === undefined) return undefined;
  const quoted = scanner.take(QUOTED)?.[1];
  if (quoted !== undefined) return [name, quoted.replace(/\\(.)/gs, "$1")];
  // Servers send URLs and scopes without quotes, which the grammar forbids but leaves unambiguous.
  const bare = scanner.take(/[^\s,"]+/y)?.[0];
  return bare === undefined ? undefined : [name, bare];
}

function readScheme(scanner: Scanner): string | undefined {
  const scheme = scanner.take(TOKEN)?.[0].toLowerCase();
  if (scheme === undefined) return undefined;
  const isFollowed = scanner.take(SPACE) !== undefined;
  if (!isFollowed)
    return scanner.isAtEnd || scanner.attempt(() => peekComma(scanner)) ? scheme : undefined;
  scanner.attempt(() => readToken68(scanner));
  return scheme;
}

function peekComma(scanner: Scanner): true | undefined {
  return scanner.take(/(?=,)/y) === undefined ? undefined : true;
}

/** A token68 is no parameter; `a=b` is one, and `a==` is not. */
function readToken68(scanner: Scanner): string | undefined {
  return scanner.take(TOKEN68)?.[0];
}
