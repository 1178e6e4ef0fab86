import type { FoundValue, ValueKind } from "../language/extract-values.ts";
import { isIdentifier, isNumeric, parameterTypes } from "../tool/tool-profile.ts";
import type { Candidate, ParameterSlot } from "./candidate.ts";
import { matchKind, prefixNames } from "./match-kind.ts";
import { examplesOf, hasExampleLike, isClaimed, textShape } from "./parameter-example.ts";
import { ID_WORDS, parameterWords } from "./parameter-words.ts";

/** Weighs the evidence that a value belongs in a parameter: 0 is impossible, above 4 is strong. */
export function matchParameter(value: FoundValue, slot: ParameterSlot): number {
  const { parameter, key } = slot;
  const hits = parameterWords(key).filter((word) => value.labels.includes(word)).length;
  const candidate = { value, slot, hits };
  if (parameter.enum) return 0;
  if (isNumeric(parameter)) return matchNumber(candidate);
  if (!parameterTypes(parameter).includes("string")) return 0;
  return matchShape(candidate) ?? matchText(candidate);
}

/**
 * Weighs a value by a parameter's pattern, name or example; `undefined` when they do not decide.
 */
function matchShape({ value, slot, hits }: Candidate): number | undefined {
  const { key, parameter } = slot;
  const text = String(value.value);
  if (isClaimed(text, parameter) && !isMeantElsewhere(text, slot)) return 5 + (hits ? 1 : 0);
  if (parameter.pattern) return 0;
  if (value.before === key.toLowerCase() && !isIdentifier(key)) return 4;
  if (value.kind === "quoted" && announces(value.before, key)) return 4;
  if (value.kind !== "id") return undefined;
  if (isIdentifier(key) && prefixNames(text, key)) return 4.5;
  return isClaimedElsewhere(text, slot) ? 0 : undefined;
}

/** The words before a quoted text that say what it is. */
const ANNOUNCED: readonly (readonly [RegExp, ReadonlySet<string>])[] = [
  [/title|subject|summary|^name$/i, new Set(["titled", "called", "named", "title", "about"])],
  [
    /description|body|text|message|comment|content/i,
    new Set(["saying", "says", "stating", "reading", "describing", "description", "that"]),
  ],
];

function announces(before: string, key: string): boolean {
  return ANNOUNCED.some(([keys, said]) => keys.test(key) && said.has(before));
}

function matchText(candidate: Candidate): number {
  if (candidate.value.kind === "result") return matchResult(candidate);
  return matchExample(candidate) ?? matchFormat(candidate) ?? matchKind(candidate);
}

/** The parameters of a number that words near it decide about, and how much they weigh. */
const NUMBER_WORDS: readonly (readonly [RegExp, readonly string[], number])[] = [
  [/limit|count|max|per_?page|page_?size/i, ["first", "top", "last", "recent"], 3],
  [/^head$/i, ["first", "top"], 4],
  [/^tail$/i, ["last", "recent"], 4],
];

/** Says whether a number is the year of a date: "in 2025". */
function isYear({ value, before }: FoundValue): boolean {
  const isNear = ["in", "of", "since", "before", "after", "until", "from", "during"].includes(
    before,
  );
  return isNear && /^(?:19|20)\d\d$/.test(String(value));
}

function matchNumber({ value, slot, hits }: Candidate): number {
  if (typeof value.value !== "number" || isYear(value)) return 0;
  const isNear = (word: string): boolean => value.labels.includes(word) || value.before === word;
  const counted = NUMBER_WORDS.find(([key]) => key.test(slot.key));
  if (counted) return counted[1].some(isNear) ? counted[2] : 0;
  if (/^page$|index|offset/i.test(slot.key)) return hits ? 4 : 0;
  if (hits) return 4;
  const isCount = ["first", "top", "last", "recent"].some(isNear);
  return value.source === "request" && slot.isSole && !isCount ? 1.5 : 0;
}

function isClaimedElsewhere(text: string, slot: ParameterSlot): boolean {
  return otherParameters(slot).some((parameter) => isClaimed(text, parameter));
}

/**
 * Says whether a text is another parameter's example: "C-1042" fits the pattern of a ticket's id,
 * but is the very example of a customer's.
 */
function isMeantElsewhere(text: string, slot: ParameterSlot): boolean {
  if (hasExampleLike(text, slot.parameter)) return false;
  return otherParameters(slot).some((parameter) => hasExampleLike(text, parameter));
}

function otherParameters({ key, tools }: ParameterSlot): ParameterSlot["parameter"][] {
  return tools.flatMap(({ parameters }) =>
    Object.entries(parameters).flatMap(([other, parameter]) => (other === key ? [] : [parameter])),
  );
}

function matchResult({ value, slot: { key }, hits }: Candidate): number {
  // `refunded_cents: 0` is about a refund, but it is not its id.
  if (isIdentifier(key) && !value.labels.some((word) => ID_WORDS.has(word))) return 0;
  const telling = parameterWords(key);
  if (hits === telling.length) return 3 + (value.labels.length === telling.length ? 0.5 : 0);
  return hits && value.labels.at(-1) === telling.at(-1) ? 2.5 : 0;
}

function matchExample({ value, slot, hits }: Candidate): number | undefined {
  const examples = examplesOf(slot.parameter).filter((example) => /\d|[#@/]/.test(example));
  if (!examples.length) return undefined;
  if (value.kind === "name") return examples.every((x) => /^[#@/]/.test(x)) ? 0 : undefined;
  if (["term", "repository-part", "quoted"].includes(value.kind)) return undefined;
  const shape = textShape(String(value.value));
  if (examples.some((example) => textShape(example) === shape)) return 4 + (hits ? 1 : 0);
  return hits ? undefined : 0;
}

const FORMAT_KINDS: Readonly<Record<string, ValueKind>> = {
  email: "email",
  uri: "url",
  path: "path",
  date: "date",
  "date-time": "date",
  uuid: "uuid",
};

function matchFormat({ value, slot }: Candidate): number | undefined {
  const format = slot.parameter.format ?? formatOf(slot.key);
  const wanted = format === undefined ? undefined : FORMAT_KINDS[format];
  if (wanted === undefined) return undefined;
  if (value.kind !== wanted) return format === "path" ? undefined : 0;
  const isGoal = ["to", "into", "as"].includes(value.before);
  if (/dest|target|to$/i.test(slot.key)) return isGoal ? 5 : 2;
  if (/source|from|src/i.test(slot.key)) return isGoal ? 1 : 5;
  return 5;
}

function formatOf(key: string): string | undefined {
  if (/e-?mail/i.test(key)) return "email";
  if (/(^|_)(url|uri|link)$/i.test(key)) return "uri";
  if (/path|file|dir|source|destination/i.test(key)) return "path";
  return /date|since|until|before|after/i.test(key) ? "date" : undefined;
}
