import { stem, words } from "../language/tokenize.ts";
import { BROADER_VERBS, CHANGE_VERBS, WRITE_VERBS } from "../language/vocabulary.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";

const POLITE = /^(?:please|kindly|can you|could you|would you)\b/i;
const COURTESY = /^(?:(?:please|kindly|now|then|and|can you|could you|would you)\s+)+/i;

/** Gives the stem of the verb that a clause opens with, past words of courtesy; empty for none. */
export function openingVerb(clause: string): string {
  const bare = clause.replace(COURTESY, "");
  if (/^open (?:an?|another|the following|new)\b/i.test(bare)) return "create";
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
  if (verbs.length === 0) return named[0] === verb;
  return verbs.includes(verb) || verbs.includes(BROADER_VERBS.get(verb) ?? verb);
}

function isOrder(clause: string): boolean {
  return !/\?\s*$/.test(clause) || POLITE.test(clause);
}
