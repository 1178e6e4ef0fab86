import { rawWords, stem, words } from "../language/tokenize.ts";
import { areOfOneFamily } from "../language/verb-family.ts";
import { CHANGE_VERBS, STOP_WORDS, VERBS, WRITE_VERBS } from "../language/vocabulary.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";

const POLITE = /^(?:please|kindly|can you|could you|would you)\b/i;
const COURTESY = /^(?:(?:please|kindly|now|then|and|can you|could you|would you)\s+)+/i;
/** Says what another person wants: "C-1042 wants to go back to the free plan". */
const WISH =
  /^(?:\S+\s+){1,4}?(?:wants?|wishes|would like|asked|asks|requests|requested|needs)\s+(?:(?:us|me)\s+)?(?:to|for|that)\s+(.*)$/i;

/** Verbs of changes that are nouns or adjectives elsewhere: "Ship order ORD-1", "Lower the priority". */
const UNDONE =
  /^(?:return\s+[$€£]?\d|(?:ship|undo|revert|forget|erase)\s|(?:lower|increase|decrease|raise)\s+(?:the\s+[a-z]+\s+of|\S*\d))/i;
/** Speaks of a change in the passive: "Could C-1042 be moved to enterprise?", "SUP-1 should be closed". */
const PASSIVE =
  /^(?:can|could|should|may|might)\s+(?!you\b).*?\bbe\s+([a-z]+)\b|^(?:\S+\s+){1,4}?(?:should|must|has to|needs to|ought to)\s+(?:now\s+)?be\s+([a-z]+)\b/i;
const ARTICLE = /^(?:an?|the|this|that|my|our|your|his|her|their)$/i;

/** Openings whose verb is not their first word, with the stem that they stand for. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/^(?:tell|give|show|send|let|make|get) (?:me|us)\b/i, "get"],
  [/^(?:check|see|find out|verify)\s+(?:if|whether)\b/i, ""],
  [/^let\s+(?!me\b|us\b)\S+(?:\s+\S+)?\s+know\b/i, "tell"],
  [/^(?:open|file|raise|log) (?:an?|another|the following|new)\b/i, "create"],
  [/^(?:leave|put|make|write|add|drop) (?:an?|another|the) (?:comment|note)\b/i, "comment"],
  [/^(?:start|begin|stop) work(?:ing)?\b/i, "transition"],
  [/^(?:add|sum|sum up|plus)\s+-?\d/i, "sum"],
  [/^(?:make|set|mark)\s.*\b(?:inactive|disabled|deactivated)\b/i, "deactivate"],
  [/^shut\s+(?:down\s+)?(?:the|an?|\S*\d)/i, "deactivate"],
  [/^(?:take|have) (?:an?|another) (?:quick )?look\b/i, "get"],
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
  if (!isOrder(clause)) return false;
  return CHANGE_VERBS.has(openingVerb(clause)) || UNDONE.test(clause.replace(COURTESY, ""));
}

/** Says whether a clause reports a change that another person wants, which orders nothing yet. */
export function reportsWish(clause: string, tools: readonly ToolProfile[]): boolean {
  const verb = openingVerb(clause);
  const [, ...done] = PASSIVE.exec(clause) ?? [];
  if (done.length > 0) return done.some((word) => word !== undefined && changes(word));
  const opening = openingWord(clause);
  const isQuestion = /\?\s*$/.test(clause) || (STOP_WORDS.has(opening) && !ARTICLE.test(opening));
  if (isQuestion || VERBS.has(verb)) return false;
  const wish = WISH.exec(clause)?.[1] ?? "";
  const wanted = rawWords(wish);
  return (
    wanted.some(changes) ||
    tools.some(
      ({ writes, required, parameters }) =>
        writes &&
        required.some((key) =>
          parameters[key]?.enum?.some((option) => wanted.includes(String(option).toLowerCase())),
        ),
    )
  );
}

/** Says whether a word is a form of a verb that orders a change, such as "deactivated" or "moved". */
function changes(word: string): boolean {
  const forms = [word, word.replace(/d$/, ""), word.replace(/ed$/, ""), word.replace(/ing$/, "")];
  return forms.some((form) => CHANGE_VERBS.has(form) || CHANGE_VERBS.has(stem(form)));
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
