import { subjectWords, words } from "./tokenize.ts";
import { WRITE_VERBS } from "./vocabulary.ts";

const OPENERS =
  "do|does|did|is|are|was|what|which|who|whom|when|where|how|has|have|list|show|get|find|search|tell|give|create|delete|" +
  "update|send|read|write|check|add|post|open|close|any|their|its";

const BOUNDARY = new RegExp(
  [
    String.raw`(?<=[?!;])\s+|\n\s*`,
    String.raw`(?<=\.)\s+(?=[A-Z])`,
    String.raw`,?(?<!\s)\s+(?:and then|and also|and|then|also|plus)\s+(?=(?:${OPENERS})\b)`,
    String.raw`,\s+(?=(?:what|which|who|when|where|how|do|does|did|is|are|has|have)\b)`,
  ].join("|"),
  "i",
);

/**
 * Splits a request into the clauses that each ask for one thing; `nouns` are what tools are about.
 */
export function splitRequest(request: string, nouns: ReadonlySet<string>): string[] {
  const clauses = request
    .split(BOUNDARY)
    .flatMap((clause) => splitEnumeration(clause, nouns))
    .map((clause) => clause.trim())
    .filter((clause) => subjectWords(clause).length > 0);
  return clauses.length ? clauses : [request];
}

/** How many words a thing in the middle of an enumeration may have. */
const ITEM_WORDS = 4;

/**
 * Splits an enumeration: "Show the orders, invoices and open tickets of C-1042" asks for three
 * things, each of which a tool is about.
 */
function splitEnumeration(clause: string, nouns: ReadonlySet<string>): string[] {
  const [verb = ""] = words(clause);
  if (/["“]/.test(clause) || WRITE_VERBS.has(verb)) return [clause];
  const [head = "", ...items] = clause.split(/:\s+|,\s+(?:and\s+)?|(?<!\s)\s+and\s+/);
  const isItem = (item: string, index: number): boolean =>
    subjectWords(item).some((word) => nouns.has(word)) &&
    (index === items.length - 1 || item.split(/\s+/).length <= ITEM_WORDS);
  const headIsOne = subjectWords(head).some((word) => nouns.has(word));
  // "A briefing on C-1042: orders and invoices" asks for nothing but what follows.
  const headIsTitle = !headIsOne && clause.startsWith(`${head}:`) && /\d/.test(head);
  if (!items.length || !(headIsOne || headIsTitle) || !items.every(isItem)) return [clause];
  return [...(headIsOne ? [head] : []), ...items.map((item) => `show ${item}`)];
}
