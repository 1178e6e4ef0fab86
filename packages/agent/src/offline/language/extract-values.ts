import { rawWords, stem, subjectWords } from "./tokenize.ts";
import { CHANGE_VERBS, STOP_WORDS, VERBS } from "./vocabulary.ts";

/** The kind of a piece of text. */
export type ValueKind =
  | "url"
  | "email"
  | "uuid"
  | "date"
  | "quoted"
  | "path"
  | "repository"
  | "repository-part"
  | "channel"
  | "user"
  | "id"
  | "number"
  | "name"
  | "term"
  | "reason"
  | "result";

/** A value found in the request, in earlier turns or in a tool's result. */
export interface FoundValue {
  readonly value: string | number;
  readonly kind: ValueKind;
  /**
   * `history` is an earlier request, `result` a result of this turn, `earlier` a result of a turn
   * before.
   */
  readonly source: "request" | "history" | "result" | "earlier";
  /** Stems of the words that stand near it, or of its key in a result. */
  readonly labels: readonly string[];
  /** How many requests ago it was said; 0 for this one and the one before. */
  readonly turns?: number;
  /** The word right before it, in lower case; empty at the start. */
  readonly before: string;
}

/**
 * The rules in order of precedence: a later rule does not look at a span that an earlier one took.
 * The bounds keep long texts linear.
 */
const RULES: readonly (readonly [ValueKind, RegExp])[] = [
  ["url", /https?:\/\/[^\s"'<>]+/g],
  ["email", /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{1,200}\w/g],
  ["uuid", /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi],
  ["date", /\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z?)?\b/g],
  ["quoted", /"([^"]+)"|“([^”]+)”|(?<=\s)'([^']+)'/g],
  [
    "quoted",
    /(?<=^(?:please\s+)?(?:tell|let|inform|notify|announce|say|write|comment|note|reply|post|send|add|leave)\b[^"“]{0,80}(?:\bthat|:)\s)[^"“]+?(?=[.!]?\s*$)/gi,
  ],
  [
    "path",
    /(?<![\w])(?:~|\.{0,2})\/[\w.\-/]+|\b[\w-]{1,100}\.(?:txt|md|json|csv|ts|js|py|pdf|png|ya?ml|log)\b/g,
  ],
  ["repository", /\b[A-Za-z][\w.-]{0,100}\/[\w.-]+\b/g],
  ["channel", /#[\w-]+/g],
  ["user", /(?<!\w)@[\w-]+/g],
  ["id", /\b(?=[\w-]{0,100}\d)[A-Za-z]{1,40}[-_]?[\w-]{0,100}\d[\w-]{0,100}\b/g],
  ["number", /(?<![\w-])-?[$€£]?\d[\d,]*(?:\.\d+)?(?![\w-])/g],
  ["name", /\b(?:[A-Z][\w&'-]+(?:\s+(?=[A-Z]))?)+/g],
  // Names that are typed in small letters: "sarah chen's tickets".
  ["name", /(?<![\w'’-])[a-z][a-z-]+(?:\s+[a-z][a-z-]+)?(?=['’]s\s)/g],
  [
    "reason",
    /(?<=\b(?:because(?:\s+of)?|since(?=\s+(?:the|it|they|he|she|we|our|their)\b))\s)(?!of\b)[^.?!\n]+/g,
  ],
  [
    "term",
    /(?<=\b(?:of|for|about|on|named|called|in)\s)[a-z][\w-]+(?:\s[a-z][\w-]+){0,2}(?=\s*[?.!]?$)/g,
  ],
];

/** How many characters before a value may say what it is. */
const NEAR = 40;

/** Where a value stands in a text. */
interface Span {
  readonly kind: ValueKind;
  readonly start: number;
  readonly end: number;
  /** The value without quotes and the like. */
  readonly written: string;
}

/** Finds the typed values in a text: ids, e-mails, dates, quoted words, names and so on. */
export function extractValues(text: string, source: "request" | "history"): FoundValue[] {
  const taken: Span[] = [];
  for (const [kind, rule] of RULES) {
    for (const match of text.matchAll(rule)) {
      const span = toSpan(kind, match);
      if (taken.some(({ start, end }) => span.start < end && span.end > start)) continue;
      if (kind !== "name" || isName(span.written, textBefore(text, span))) taken.push(span);
    }
  }
  return taken.flatMap((span) => {
    const value = toValue(text, span, source);
    return span.kind === "repository" ? [value, ...repositoryParts(span.written, source)] : [value];
  });
}

function toSpan(kind: ValueKind, match: RegExpExecArray): Span {
  const [whole, ...quoted] = match;
  const skipped = kind === "name" ? openingLength(whole) : 0;
  const written = quoted.find((group) => group !== undefined) ?? whole.slice(skipped);
  const start = match.index + skipped;
  return { kind, start, end: match.index + whole.length, written: written.trim() };
}

function textBefore(text: string, { start }: Span): string {
  return text.slice(Math.max(0, start - NEAR), start);
}

function toValue(text: string, span: Span, source: FoundValue["source"]): FoundValue {
  const [, before = ""] = /(\w+)\s+["'“]?$/.exec(textBefore(text, span)) ?? [];
  return {
    value: normalize(span),
    kind: span.kind,
    source,
    labels: nearbyWords(text, span),
    before: before.toLowerCase(),
  };
}

function normalize({ kind, written }: Span): string | number {
  if (kind === "number") return Number(written.replace(/[^\d.-]/g, ""));
  // "C-1042s orders" lacks its apostrophe.
  if (kind === "id") return written.replace(/(?<=\d)s$/, "");
  if (kind === "url" || kind === "path") return written.replace(/[.,?!]+$/, "");
  return kind === "name" ? written.replace(/['’]s$/, "") : written;
}

/** Counts the characters before the name: "Find Sarah Chen" names Sarah Chen. */
function openingLength(written: string): number {
  const [first = ""] = written.split(/\s+/);
  const word = first.toLowerCase().replace(/['’][a-z]+$/, "");
  const isOpening = VERBS.has(stem(word)) || CHANGE_VERBS.has(word) || STOP_WORDS.has(word);
  return isOpening && written.includes(" ")
    ? written.length - written.slice(first.length).trimStart().length
    : 0;
}

/**
 * Says whether capitals make a name: the first word of a sentence has one without being a name, and
 * two or three are an abbreviation.
 */
function isName(written: string, preceding: string): boolean {
  if (/^[A-Z]{2,3}$/.test(written)) return false;
  // "The gateway's firmware" names nothing.
  if (
    /^[a-z]/.test(written) &&
    /\b(?:the|an?|this|that|each|every|my|our|your)\s+$/i.test(preceding)
  )
    return false;
  const opensSentence = preceding === "" || /[.!?]\s+$/.test(preceding);
  if (!opensSentence) return true;
  const [first = ""] = rawWords(written);
  return written.includes(" ") && !STOP_WORDS.has(first);
}

function nearbyWords(text: string, span: Span): string[] {
  const before = subjectWords(textBefore(text, span)).slice(-2);
  if (span.kind !== "name") return before;
  const [clause = ""] = text.slice(span.end, span.end + 20).split(/[,.?!]/);
  return [...before, ...subjectWords(clause).slice(0, 1)];
}

function repositoryParts(written: string, source: FoundValue["source"]): FoundValue[] {
  const [owner = "", name = ""] = written.split("/");
  const part = (value: string, labels: readonly string[]): FoundValue => ({
    value,
    kind: "repository-part",
    source,
    labels,
    before: "",
  });
  return [
    part(owner, ["owner", "org", "organization", "namespace", "workspace"]),
    part(name, ["repo", "repository", "project"]),
  ];
}
