import type { Expression, Literal, Operator } from "./expression.ts";

/**
 * A value that a template variable stands for: a list if the variable is exploded or the URI has
 * commas that are not encoded, and pairs if a query has names of its own under an exploded variable.
 */
export type UriTemplateValue = string | readonly string[] | Readonly<Record<string, string>>;

type Part = Literal | Expression;
type Values = Record<string, UriTemplateValue>;

/**
 * Finds the values that make `uri` out of the parts of a template; `undefined` when none do.
 *
 * An expression takes as much as it can. Parts are worked through from the last to the first, each
 * once over the whole URI, so that the time is bounded by the number of parts times the length.
 */
export function matchTemplate(parts: readonly Part[], uri: string): Values | undefined {
  const [first] = parts;
  if (first && !("operator" in first) && literalEnd(first, uri, 0) < 0) return undefined;
  const ends: Ends[] = [];
  let after: Ends = new Int32Array(uri.length + 1).fill(NONE);
  after[uri.length] = uri.length;
  for (let index = parts.length - 1; index >= 0; index -= 1) {
    after = findEnds(parts, index, uri, after);
    ends.unshift(after);
  }
  const chosen: number[] = [];
  let position = 0;
  for (const each of ends) {
    position = each[position] as number;
    if (position === NONE) return undefined;
    chosen.push(position);
  }
  return position === uri.length ? readValues(parts, uri, chosen) : undefined;
}

/** For each place where a part may begin, the furthest place where it may end, or {@link NONE}. */
type Ends = Int32Array;

const NONE = -1;

function findEnds(parts: readonly Part[], index: number, uri: string, after: Ends): Ends {
  const part = parts[index] as Part;
  const ends: Ends = new Int32Array(uri.length + 1).fill(NONE);
  if (!("operator" in part)) {
    for (let start = 0; start <= uri.length; start += 1) {
      const end = literalEnd(part, uri, start);
      if (end >= 0 && after[end] !== NONE) ends[start] = end;
    }
    return ends;
  }
  if (part.operator.named) findNamedEnds({ ...part, isOwn: owns(parts, part) }, uri, after, ends);
  else findPlainEnds({ ...part.operator, isTaken: takes(parts, index) }, uri, after, ends);
  if (part.operator.first === "") return ends;
  // Without a value the expression writes nothing, not even its mark.
  for (let start = 0; start <= uri.length; start += 1) {
    if (ends[start] === NONE && after[start] !== NONE) ends[start] = start;
  }
  return ends;
}

function literalEnd({ text, encoded }: Literal, uri: string, start: number): number {
  if (uri.startsWith(encoded, start)) return start + encoded.length;
  return uri.startsWith(text, start) ? start + text.length : NONE;
}

/** An operator, and the characters that its expression takes. */
interface Taking extends Operator {
  readonly isTaken: (character: string) => boolean;
}

function findPlainEnds(
  { first, reserved, isTaken }: Taking,
  uri: string,
  after: Ends,
  ends: Ends,
): void {
  // Reserved expansion stands for something, such as a path, and never for nothing.
  const least = first === "" && reserved ? 1 : 0;
  let runEnd = uri.length;
  let furthest = NONE;
  for (let start = uri.length; start >= 0; start -= 1) {
    if (start < uri.length && !isTaken(uri[start] as string)) {
      runEnd = start;
      furthest = NONE;
    }
    if (furthest === NONE && start <= runEnd && after[start] !== NONE) furthest = start;
    if (furthest === NONE || furthest < start + least) continue;
    const begin = start - first.length;
    if (begin >= 0 && uri.startsWith(first, begin)) ends[begin] = furthest;
  }
}

/** Returns whether an expression takes a character, given the parts that follow it. */
function takes(parts: readonly Part[], index: number): (character: string) => boolean {
  const { operator, variables } = parts[index] as Expression;
  if (operator.reserved) {
    const marks = parts
      .slice(index + 1)
      .map((part) => ("operator" in part ? part.operator.first : ""));
    const stops = `{}${marks.includes("?") ? "?" : ""}${marks.includes("#") ? "#" : ""}`;
    return (character) => !stops.includes(character);
  }
  const isPath = operator.first === "/" && (variables.length > 1 || variables[0]?.explode);
  const stops = isPath ? "?#" : "/?#&;";
  return (character) => !stops.includes(character);
}

/** An expression of pairs, and the names that its pairs may have. */
interface Owning extends Expression {
  readonly isOwn: (name: string) => boolean;
}

/** Returns whether a name is one of an expression: under an exploded variable, any that no other has. */
function owns(parts: readonly Part[], { variables }: Expression): (name: string) => boolean {
  const own = new Set(variables.map(({ name }) => name));
  if (!variables.some(({ explode }) => explode)) return (name) => own.has(name);
  const all = new Set(
    parts.flatMap((part) => ("operator" in part ? part.variables : [])).map(({ name }) => name),
  );
  return (name) => own.has(name) || (name !== "" && !all.has(name));
}

/** An expression of `name=value` pairs ends where a name is none of its own. */
function findNamedEnds({ operator, isOwn }: Owning, uri: string, after: Ends, ends: Ends): void {
  const stops = operator.separator === ";" ? ";/?#&" : "&#?";
  /** For each place where a further pair may begin, the furthest end of the pairs from there on. */
  const further: Ends = new Int32Array(uri.length + 1).fill(NONE);
  let pairEnd = uri.length;
  for (let start = uri.length - 1; start >= 0; start -= 1) {
    const character = uri[start] as string;
    const isFirst = character === operator.first;
    const isNext = character === operator.separator;
    if ((isFirst || isNext) && isOwn(pairName(uri, start + 1, pairEnd))) {
      const most = further[pairEnd] as number;
      const end = most === NONE && after[pairEnd] !== NONE ? pairEnd : most;
      if (isFirst) ends[start] = end;
      if (isNext) further[start] = end;
    }
    if (stops.includes(character)) pairEnd = start;
  }
}

function pairName(uri: string, start: number, end: number): string {
  const at = uri.indexOf("=", start);
  return uri.slice(start, at < 0 || at > end ? end : at);
}

function readValues(
  parts: readonly Part[],
  uri: string,
  ends: readonly number[],
): Values | undefined {
  const values: Values = {};
  let start = 0;
  for (const [index, part] of parts.entries()) {
    const end = ends[index] as number;
    const text = uri.slice(start, end);
    start = end;
    if (!("operator" in part)) continue;
    // Nothing at all where a mark should be: the variables had no value.
    if (text === "" && part.operator.first !== "") continue;
    const isRead = part.operator.named
      ? readNamed(part, text, values)
      : readPlain(part, text, values);
    if (!isRead) return undefined;
  }
  return values;
}

function readPlain({ operator, variables }: Expression, text: string, values: Values): boolean {
  const body = text.slice(operator.first.length);
  const [only] = variables;
  if (variables.length === 1 && only && !only.explode) {
    return assign(values, only.name, readText(body, operator));
  }
  const items = body.split(operator.separator);
  return variables.every(({ name, explode }, index) => {
    const after = variables.length - index - 1;
    // A list takes all but one item for each variable after it, and the last variable the rest.
    const count = after > 0 && !explode ? 1 : Math.max(items.length - after, 1);
    const own = items.splice(0, count);
    if (own.length === 0) return true;
    if (explode) return assign(values, name, own.map(decodeText));
    return (
      mayJoin(operator, own) &&
      assign(values, name, readText(own.join(operator.separator), operator))
    );
  });
}

/** Only where the separator can stand in a value is the rest of the items one value. */
function mayJoin(operator: Operator, items: readonly string[]): boolean {
  return items.length === 1 || operator.reserved || operator.separator === ".";
}

/** Reads a value; commas that are not encoded make a list of it, unless they may stand in a text. */
function readText(text: string, { reserved }: Operator): Decoded {
  return reserved || !text.includes(",") ? decodeText(text) : text.split(",").map(decodeText);
}

function readNamed({ operator, variables }: Expression, text: string, values: Values): boolean {
  const pairs = text
    .slice(operator.first.length)
    .split(operator.separator)
    .map((item) => {
      const at = item.indexOf("=");
      return at < 0 ? ([item, ""] as const) : ([item.slice(0, at), item.slice(at + 1)] as const);
    });
  const own = new Set(variables.map(({ name }) => name));
  const open = variables.find(({ explode }) => explode)?.name;
  const isMap = pairs.some(([name]) => !own.has(name));
  const ofOpen = pairs.filter(([name]) => name === open || !own.has(name));
  if (open !== undefined && ofOpen.length > 0) {
    const isRead = isMap
      ? assignPairs(values, open, ofOpen)
      : assign(
          values,
          open,
          ofOpen.map(([, value]) => decodeText(value)),
        );
    if (!isRead) return false;
  }
  return pairs.every(([name, value]) => {
    const variable = variables.find((each) => each.name === name);
    if (!variable || name === open) return true;
    return assign(values, name, variable.explode ? [decodeText(value)] : readText(value, operator));
  });
}

/** A text after decoding, `undefined` where that fails, or a list of them. */
type Decoded = string | undefined | readonly (string | undefined)[];

function assign(values: Values, name: string, decoded: Decoded): boolean {
  if (decoded === undefined || (Array.isArray(decoded) && decoded.includes(undefined)))
    return false;
  values[name] = decoded as UriTemplateValue;
  return true;
}

/** Reads pairs whose names the URI has; a name that comes twice is none of an object. */
function assignPairs(
  values: Values,
  name: string,
  pairs: readonly (readonly [string, string])[],
): boolean {
  const decoded = pairs.map(([key, value]) => [decodeText(key), decodeText(value)] as const);
  const keys = new Set(decoded.map(([key]) => key));
  const isMap = keys.size === pairs.length && decoded.every((pair) => !pair.includes(undefined));
  // Not by assignment, which for "__proto__" would set the prototype.
  if (isMap) values[name] = Object.fromEntries(decoded) as Readonly<Record<string, string>>;
  return isMap;
}

function decodeText(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
