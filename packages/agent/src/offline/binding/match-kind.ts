import type { ValueKind } from "../language/extract-values.ts";
import { subjectWords } from "../language/tokenize.ts";
import { FREE_TEXT_PARAMETER } from "../language/vocabulary.ts";
import { isIdentifier } from "../tool/tool-profile.ts";
import type { Candidate } from "./candidate.ts";
import { parameterWords } from "./parameter-words.ts";

const CHANNEL_WORDS = ["channel", "room", "conversation", "tag"];
const USER_WORDS = ["user", "member", "assignee", "author", "username", "login"];
const TAKES_NAME =
  /name|city|location|place|person|author|title|country|company|key|query|topic|status|state/i;
const TAKES_QUOTED =
  /title|name|text|message|body|content|description|query|subject|summary|comment|search|term|reason|^q$/i;
const TAKES_TERM = /name|query|topic|term|search|city|location/i;

type Weigh = (candidate: Candidate) => number;

/** Weighs a candidate by what its value looks like: 0 is impossible, above 4 is strong. */
export function matchKind(candidate: Candidate): number {
  const { value, slot } = candidate;
  const weigh = TYPED[value.kind];
  if (weigh) return weigh(candidate);
  return isIdentifier(slot.key) ? weighIdentifier(candidate) : weighText(candidate);
}

const weighByName: Weigh = ({ slot, hits }) => (hits && !isIdentifier(slot.key) ? 3 : 0);

/** The kinds that a parameter's name alone decides about. */
const TYPED: Readonly<Partial<Record<ValueKind, Weigh>>> = {
  "repository-part": ({ hits }) => (hits ? 4 : 0),
  email: (candidate) => (FREE_TEXT_PARAMETER.test(candidate.slot.key) ? 3 : weighByName(candidate)),
  url: weighByName,
  date: weighByName,
  path: weighByName,
  repository: weighByName,
  uuid: ({ slot, hits }) => (!isIdentifier(slot.key) ? 0 : hits ? 4 : 2),
  channel: ({ slot }) => (bearsOneOf(slot.key, CHANNEL_WORDS) ? 4 : 0),
  user: ({ slot }) => (bearsOneOf(slot.key, USER_WORDS) ? 4 : 0),
};

function bearsOneOf(key: string, names: readonly string[]): boolean {
  return parameterWords(key).some((word) => names.includes(word));
}

function weighIdentifier({ value, slot, hits }: Candidate): number {
  const isQuotedId = value.kind === "quoted" && /^\S+$/.test(String(value.value));
  if (value.kind !== "id" && value.kind !== "number" && !isQuotedId) return 0;
  if (hits) return 4;
  return isNamedOtherwise({ value, slot, hits }) ? 0 : 1.5;
}

/** Says whether a value names another identifier: "customer C-1042" is not an order's id. */
function isNamedOtherwise({ value, slot }: Candidate): boolean {
  const telling = parameterWords(slot.key);
  const isRival = (key: string): boolean =>
    prefixNames(String(value.value), key) ||
    parameterWords(key).some(
      (word) => word !== "id" && !telling.includes(word) && value.labels.includes(word),
    );
  return slot.tools
    .flatMap((tool) => Object.keys(tool.parameters))
    .some((key) => key !== slot.key && isIdentifier(key) && isRival(key));
}

/**
 * Says whether the letters of an id begin a word of a parameter's name: ORD-77 is an `order_id`.
 */
export function prefixNames(text: string, key: string): boolean {
  const prefix = /^[A-Za-z]{2,}/.exec(text)?.[0]?.toLowerCase();
  return prefix !== undefined && parameterWords(key).some((word) => word.startsWith(prefix));
}

function weighText(candidate: Candidate): number {
  const { value, slot, hits } = candidate;
  if (value.kind === "reason") return /reason|cause|why|note/i.test(slot.key) ? 4 : 0;
  if (value.kind === "number") return 0;
  if (hits && value.kind !== "term") return 4;
  return weighWords(candidate);
}

function weighWords(candidate: Candidate): number {
  const { value, slot } = candidate;
  switch (value.kind) {
    case "name":
      return TAKES_NAME.test(slot.key) && !namesTools(candidate) ? 2 : 0;
    case "quoted":
      return TAKES_QUOTED.test(slot.key) ? 3 : slot.isSole ? 1 : 0;
    case "term":
      return slot.isSole && TAKES_TERM.test(slot.key) && !namesTools(candidate) ? 1 : 0;
    default:
      return 0;
  }
}

/** Says whether a value names tools: "Slack" or "GitHub" is a family of tools. */
function namesTools({ value, slot }: Candidate): boolean {
  return subjectWords(String(value.value)).every((word) =>
    slot.tools.some((tool) => tool.nouns.has(word)),
  );
}
