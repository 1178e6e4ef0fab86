import type { FoundValue, ValueKind } from "../language/extract-values.ts";
import { subjectWords, words } from "../language/tokenize.ts";
import { FREE_TEXT_PARAMETER } from "../language/vocabulary.ts";
import type { ParameterSchema, ToolProfile } from "../tool/tool-profile.ts";
import { isIdentifier, isNumeric, parameterTypes } from "../tool/tool-profile.ts";

/** A parameter that wants a value. */
export interface ParameterSlot {
  key: string;
  parameter: ParameterSchema;
  /** True when it is the only required parameter of its type, so that weak evidence may do. */
  sole: boolean;
  /** Every tool, whose parameters may lay claim to the same value. */
  tools: readonly ToolProfile[];
}

/** Weighs the evidence that a value belongs in a parameter: 0 is impossible, above 4 is strong. */
export function matchParameter(value: FoundValue, slot: ParameterSlot): number {
  const { parameter, key } = slot;
  if (parameter.enum) return 0;
  const hits = sharedWords(value, key);
  if (isNumeric(parameter)) return matchNumber(value, slot, hits);
  if (!parameterTypes(parameter).includes("string")) return 0;

  const text = String(value.value);
  if (isClaimed(text, parameter) && !isMeantElsewhere(text, slot)) return 5 + (hits ? 1 : 0);
  if (parameter.pattern) return 0;
  if (value.before === key.toLowerCase() && !isIdentifier(key)) return 4;
  if (value.kind === "id" && isIdentifier(key) && prefixNames(text, key)) return 4.5;
  if (value.kind === "id" && claimedElsewhere(text, slot)) return 0;
  if (value.kind === "result") return matchResult(value, key, hits);
  return (
    matchExample(value, slot, hits) ?? matchFormat(value, slot) ?? matchKind(value, slot, hits)
  );
}

const PATTERN_TEXT_LIMIT = 200;

const ID_WORDS = new Set(["id", "key", "number", "ref", "uuid", "num", "no"]);

/** Gives the words of a parameter's name that say what it is about. */
function parameterWords(key: string): string[] {
  const all = words(key);
  const telling = all.filter((word) => !ID_WORDS.has(word));
  return telling.length ? telling : all;
}

function sharedWords(value: FoundValue, key: string): number {
  return parameterWords(key).filter((word) => value.labels.includes(word)).length;
}

function matchNumber(value: FoundValue, slot: ParameterSlot, hits: number): number {
  if (typeof value.value !== "number") return 0;
  const near = [...value.labels, value.before];
  const first = near.includes("first") || near.includes("top");
  const last = near.includes("last") || near.includes("recent");
  if (/limit|count|max|per_?page|page_?size/i.test(slot.key)) return first || last ? 3 : 0;
  if (/^head$/i.test(slot.key)) return first ? 4 : 0;
  if (/^tail$/i.test(slot.key)) return last ? 4 : 0;
  if (/^page$|index|offset/i.test(slot.key)) return hits ? 4 : 0;
  if (hits) return 4;
  return value.source === "request" && slot.sole && !first && !last ? 1.5 : 0;
}

// ORD-77 belongs in order_id.
function prefixNames(text: string, key: string): boolean {
  const prefix = /^[A-Za-z]{2,}/.exec(text)?.[0]?.toLowerCase();
  return prefix !== undefined && parameterWords(key).some((word) => word.startsWith(prefix));
}

function claimedElsewhere(text: string, slot: ParameterSlot): boolean {
  return slot.tools.some((tool) =>
    Object.entries(tool.parameters).some(
      ([other, parameter]) => other !== slot.key && isClaimed(text, parameter),
    ),
  );
}

// "C-1042" fits the pattern of a ticket's id, but it is the very example of a customer's.
function isMeantElsewhere(text: string, slot: ParameterSlot): boolean {
  if (hasExampleLike(text, slot.parameter)) return false;
  return slot.tools.some((tool) =>
    Object.entries(tool.parameters).some(
      ([other, parameter]) => other !== slot.key && hasExampleLike(text, parameter),
    ),
  );
}

/** Gives the words of the parameters whose very example a text looks like: C-1042 is a customer. */
export function meaningOf(text: string, tools: readonly ToolProfile[]): string[] {
  const keys = tools.flatMap(({ parameters }) =>
    Object.keys(parameters).filter((key) => hasExampleLike(text, parameters[key] ?? {})),
  );
  return [...new Set(keys.filter(isIdentifier).flatMap(parameterWords))];
}

/** Says whether a parameter's pattern or example has the very shape of a text with digits. */
function isClaimed(text: string, parameter: ParameterSchema): boolean {
  if (parameter.pattern) {
    // A server's pattern may be slow on long texts.
    if (text.length > PATTERN_TEXT_LIMIT) return false;
    try {
      return new RegExp(parameter.pattern, "u").test(text);
    } catch {
      return false;
    }
  }
  return hasExampleLike(text, parameter);
}

function hasExampleLike(text: string, parameter: ParameterSchema): boolean {
  const shape = digitShape(text);
  return /\d/.test(text) && examplesOf(parameter).some((example) => digitShape(example) === shape);
}

function matchResult(value: FoundValue, key: string, hits: number): number {
  // `refunded_cents: 0` is about a refund, but it is not its id.
  if (isIdentifier(key) && !value.labels.some((word) => ID_WORDS.has(word))) return 0;
  const telling = parameterWords(key);
  if (hits === telling.length) return 3 + (value.labels.length === telling.length ? 0.5 : 0);
  return hits && value.labels.at(-1) === telling.at(-1) ? 2.5 : 0;
}

function matchExample(value: FoundValue, slot: ParameterSlot, hits: number): number | undefined {
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

function matchFormat(value: FoundValue, slot: ParameterSlot): number | undefined {
  const format = slot.parameter.format ?? formatOf(slot.key);
  const wanted = format === undefined ? undefined : FORMAT_KINDS[format];
  if (wanted === undefined) return undefined;
  if (value.kind !== wanted) return format === "path" ? undefined : 0;
  const goesTo = ["to", "into", "as"].includes(value.before);
  if (/dest|target|to$/i.test(slot.key)) return goesTo ? 5 : 2;
  if (/source|from|src/i.test(slot.key)) return goesTo ? 1 : 5;
  return 5;
}

function formatOf(key: string): string | undefined {
  if (/e-?mail/i.test(key)) return "email";
  if (/(^|_)(url|uri|link)$/i.test(key)) return "uri";
  if (/path|file|dir|source|destination/i.test(key)) return "path";
  return /date|since|until|before|after/i.test(key) ? "date" : undefined;
}

const CHANNEL_WORDS = ["channel", "room", "conversation", "tag"];
const USER_WORDS = ["user", "member", "assignee", "author", "username", "login"];

function matchKind(value: FoundValue, slot: ParameterSlot, hits: number): number {
  const { key } = slot;
  const telling = parameterWords(key);
  switch (value.kind) {
    case "repository-part":
      return hits ? 4 : 0;
    case "email":
      return FREE_TEXT_PARAMETER.test(key) || (hits && !isIdentifier(key)) ? 3 : 0;
    case "url":
    case "date":
    case "path":
    case "repository":
      return hits && !isIdentifier(key) ? 3 : 0;
    case "uuid":
      return isIdentifier(key) ? (hits ? 4 : 2) : 0;
    case "channel":
      return telling.some((word) => CHANNEL_WORDS.includes(word)) ? 4 : 0;
    case "user":
      return telling.some((word) => USER_WORDS.includes(word)) ? 4 : 0;
  }
  if (isIdentifier(key)) return matchIdentifier(value, slot, hits);
  if (value.kind === "reason") return /reason|cause|why|note/i.test(key) ? 4 : 0;
  if (value.kind === "number") return 0;
  if (hits && value.kind !== "term") return 4;
  return matchWords(value, slot);
}

function matchIdentifier(value: FoundValue, slot: ParameterSlot, hits: number): number {
  const quotedId = value.kind === "quoted" && /^\S+$/.test(String(value.value));
  if (value.kind !== "id" && value.kind !== "number" && !quotedId) return 0;
  if (hits) return 4;
  const telling = parameterWords(slot.key);
  // "customer C-1042" says what the id is, so it is not an order's id.
  const namedOtherwise = slot.tools.some((tool) =>
    Object.keys(tool.parameters).some(
      (other) =>
        other !== slot.key &&
        isIdentifier(other) &&
        (prefixNames(String(value.value), other) ||
          parameterWords(other).some(
            (word) => word !== "id" && !telling.includes(word) && value.labels.includes(word),
          )),
    ),
  );
  return namedOtherwise ? 0 : 1.5;
}

function matchWords(value: FoundValue, slot: ParameterSlot): number {
  const { key } = slot;
  // "Slack" or "GitHub" names a family of tools, not a value.
  const namesTools = subjectWords(String(value.value)).every((word) =>
    slot.tools.some((tool) => tool.nouns.has(word)),
  );
  if (value.kind === "name") {
    if (namesTools) return 0;
    const takesName =
      /name|city|location|place|person|author|title|country|company|key|query|topic|status|state/i;
    return takesName.test(key) ? 2 : 0;
  }
  if (value.kind === "quoted") {
    const takesText =
      /title|name|text|message|body|content|query|subject|summary|comment|search|term|reason|^q$/i;
    return takesText.test(key) ? 3 : slot.sole ? 1 : 0;
  }
  const takesTerm = /name|query|topic|term|search|city|location/i;
  return value.kind === "term" && !namesTools && slot.sole && takesTerm.test(key) ? 1 : 0;
}

function examplesOf(parameter: ParameterSchema): string[] {
  const inText = (parameter.description ?? "").matchAll(
    /(?:e\.g\.|for example|such as|like)[,:]?\s*["'`(]?([\w#@./-]*[\w/])/gi,
  );
  return [...(parameter.examples ?? []), ...[...inText].map((match) => match[1])].map(String);
}

function digitShape(text: string): string {
  return text.replace(/\d+/g, "9");
}

function textShape(text: string): string {
  return text
    .replace(/[A-Z]+/g, "A")
    .replace(/[a-z]+/g, "a")
    .replace(/\d+/g, "9")
    .replace(/a(?:[-_.]a)+/g, "a");
}
