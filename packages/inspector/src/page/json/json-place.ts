/** The place of a cursor in JSON that is being written. */
export interface JsonPlace {
  /** The keys and indices to the value, or to the object whose key is written. */
  readonly path: readonly (string | number)[];
  readonly isKey: boolean;
  /** The beginning of the token that is being written; the cursor itself before its first character. */
  readonly from: number;
  /** The keys that the object has beside the one that is being written. */
  readonly keys: readonly string[];
}

/** An object or array that is open at some place of the text. */
interface Frame {
  readonly isArray: boolean;
  readonly keys: { readonly key: string; readonly at: number }[];
  next: "key" | "colon" | "value" | "end";
  key: string;
  index: number;
}

/** A string, which may have no end yet, a bracket, or a word such as `true` or its beginning. */
const TOKEN = /"(?:[^"\\\n]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/gu;

/**
 * Finds the place of a cursor, whatever follows it; `undefined` where neither a key nor a value can stand,
 * such as before a colon.
 */
export function findPlace(text: string, cursor: number): JsonPlace | undefined {
  const frames: Frame[] = [];
  let found: { readonly place: Omit<JsonPlace, "keys">; readonly frame?: Frame } | undefined;
  let isRootDone = false;
  const look = (from: number): void => {
    const frame = frames.at(-1);
    const next = frame?.next ?? (isRootDone ? "end" : "value");
    if (next !== "key" && next !== "value") return;
    const isKey = next === "key";
    const path = frames.map(({ isArray, index, key }) => (isArray ? index : key));
    const place = { path: isKey ? path.slice(0, -1) : path, isKey, from };
    found = frame === undefined ? { place } : { place, frame };
  };
  let hasLooked = false;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const end = index + token.length;
    if (!hasLooked && end >= cursor && !isBehind(token, end, cursor)) {
      hasLooked = true;
      look(index < cursor ? index : cursor);
      if (found === undefined) return undefined;
    }
    isRootDone = take(token, index, frames) || isRootDone;
  }
  if (!hasLooked) look(cursor);
  if (found === undefined) return undefined;
  const { place, frame } = found;
  const others = place.isKey ? (frame?.keys ?? []).filter(({ at }) => at !== place.from) : [];
  return { ...place, keys: others.map(({ key }) => key) };
}

/** Whether a token that ends at the cursor is over, so that the cursor stands after it. */
function isBehind(token: string, end: number, cursor: number): boolean {
  return end === cursor && (/^[{}[\],:]$/u.test(token) || /^".*"$/u.test(token));
}

/** Takes a token into the open frames; returns whether the outermost value is over. */
function take(token: string, at: number, frames: Frame[]): boolean {
  const frame = frames.at(-1);
  if (token === "{" || token === "[") {
    const isArray = token === "[";
    frames.push({ isArray, keys: [], next: isArray ? "value" : "key", key: "", index: 0 });
    return false;
  }
  if (token === "}" || token === "]") {
    frames.pop();
    const outer = frames.at(-1);
    if (outer !== undefined) outer.next = "end";
    return outer === undefined;
  }
  if (frame === undefined) return true;
  if (token === ",") {
    frame.next = frame.isArray ? "value" : "key";
    frame.index += 1;
  } else if (token === ":") {
    frame.next = "value";
  } else if (frame.next === "key") {
    frame.key = readKey(token);
    frame.keys.push({ key: frame.key, at });
    frame.next = "colon";
  } else {
    frame.next = "end";
  }
  return false;
}

function readKey(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token.replaceAll('"', "");
  }
}
