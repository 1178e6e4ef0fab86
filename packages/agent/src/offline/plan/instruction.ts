import { stem, words } from "../language/tokenize.ts";
import { areOfOneFamily } from "../language/verb-family.ts";
import { CHANGE_VERBS, WRITE_VERBS } from "../language/vocabulary.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";

const POLITE = /^(?:please|kindly|can you|could you|would you)\b/i;
const COURTESY = /^(?:(?:please|kindly|now|then|and|can you|could you|would you)\s+)+/i;

/** Openings whose verb is not their first word, with the stem that they stand for. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/^(?:tell|give|show|send|let|make|get) (?:me|us)\b/i, "get"],
  [/^(?:open|file|raise|log) (?:an?|another|the following|new)\b/i, "create"],
  [/^(?:leave|put|make|write|add) (?:an?|another|the) (?:comment|note)\b/i, "comment"],
  [/^(?:start|begin|stop) work(?:ing)?\b/i, "transition"],
  [/^(?:add|sum|sum up|plus)\s+-?\d/i, "sum"],
  [/^(?:make|put together) (?:an?|the) (?:list|overview|summary)\b/i, "get"],
];

/** Gives the first word of a request past words of courtesy, in lower case. */
export function openingWord(request: string): string {
  const [word = ""] = /[a-z]+/i.exec(request.replace(COURTESY, "")) ?? [];
  return word.toLowerCase();
}

/** Gives the stem of the verb that a clause opens with, past words of courtesy; empty for none. */
export function openingVerb(clause: string): string {
  const bare = clause.replace(COURTESY, "");
  const phrase = PHRASES.find(([pattern]) => pattern.test(bare));
  if (phrase !== undefined) return phrase[1];
  const [first = ""] = /[A-Za-z]+/.exec(bare) ?? [];
  // "Refunded orders" and "Comments on SUP-1" are no instructions.
  return /ed$|[^s]s$/i.test(first) ? "" : stem(first);
}

/** Says whether a clause orders a change. */
export function ordersChange(clause: string): boolean {
  return isOrder(clause) && CHANGE_VERBS.has(openingVerb(clause));
}

/**
 * Says whether a clause orders what a tool does: it opens with the tool's verb and is no question.
 */
export function isInstructed(tool: ToolProfile, clause: string): boolean {
  if (!isOrder(clause)) return false;
  const verb = openingVerb(clause);
  const named = words(tool.name);
  const verbs = named.filter((word) => WRITE_VERBS.has(word));
  if (verbs.length === 0 && !tool.writes) return named[0] === verb;
  const described = words(tool.description)
    .slice(0, 1)
    .filter((word) => CHANGE_VERBS.has(word));
  return [...(verbs.length === 0 ? named.slice(0, 1) : verbs), ...described].some((each) =>
    areOfOneFamily(each, verb),
  );
}

function isOrder(clause: string): boolean {
  return !/\?\s*$/.test(clause) || POLITE.test(clause);
}
