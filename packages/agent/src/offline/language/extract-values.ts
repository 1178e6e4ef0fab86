import { rawWords, stem, subjectWords } from "./tokenize.ts";
import { STOP_WORDS, VERBS } from "./vocabulary.ts";

/** What a piece of text looks like. */
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
  value: string | number;
  kind: ValueKind;
  /** `history` is an earlier request, `result` one of this turn, `earlier` a result of a turn before. */
  source: "request" | "history" | "result" | "earlier";
  /** Stems of the words that stand near it, or of its key in a result. */
  labels: string[];
  /** How many requests ago it was said; 0 for this one and the one before. */
  turns?: number;
  /** The word right before it, as written in lower case; empty at the start. */
  before: string;
}

// In order of precedence: a span taken by one rule is not looked at again. The bounds keep long texts linear.
const RULES: readonly [ValueKind, RegExp][] = [
  ["url", /https?:\/\/[^\s"'<>]+/g],
  ["email", /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{1,200}\w/g],
  ["uuid", /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi],
  ["date", /\b\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z?)?\b/g],
  ["quoted", /"([^"]+)"|“([^”]+)”|(?<=\s)'([^']+)'/g],
  [
    "path",
    /(?<![\w])(?:~|\.{0,2})\/[\w.\-/]+|\b[\w-]{1,100}\.(?:txt|md|json|csv|ts|js|py|pdf|png|ya?ml|log)\b/g,
  ],
  ["repository", /\b[A-Za-z][\w.-]{0,100}\/[\w.-]+\b/g],
  ["channel", /#[\w-]+/g],
  ["user", /(?<!\w)@[\w-]+/g],
  ["id", /\b(?=[\w-]{0,100}\d)[A-Za-z]{1,40}[-_]?[\w-]{0,100}\d[\w-]{0,100}\b/g],
  ["number", /(?<![\w-])[$€£]?\d[\d,]*(?:\.\d+)?(?![\w-])/g],
  ["name", /\b(?:[A-Z][\w&'-]+(?:\s+(?=[A-Z]))?)+/g],
  ["reason", /(?<=\bbecause\s)[^.?!\n]+/g],
  [
    "term",
    /(?<=\b(?:of|for|about|on|named|called|in)\s)[a-z][\w-]+(?:\s[a-z][\w-]+){0,2}(?=\s*[?.!]?$)/g,
  ],
];

/** How many characters before a value may say what it is. */
const NEAR = 40;

/** Finds the typed values in a text: ids, e-mails, dates, quoted words, names and so on. */
export function extractValues(text: string, source: "request" | "history"): FoundValue[] {
  const found: FoundValue[] = [];
  const taken: [number, number][] = [];
  for (const [kind, rule] of RULES) {
    for (const match of text.matchAll(rule)) {
      const skipped = kind === "name" ? openingWords(match[0]) : 0;
      const start = match.index + skipped;
      const end = match.index + match[0].length;
      if (taken.some(([from, to]) => start < to && end > from)) continue;
      const written = (match[1] ?? match[2] ?? match[3] ?? match[0].slice(skipped)).trim();
      if (kind === "name" && !isName(written, text.slice(Math.max(0, start - NEAR), start)))
        continue;
      taken.push([start, end]);
      found.push({
        value: normalize(kind, written),
        kind,
        source,
        labels: nearbyWords(text, start, end, kind),
        before:
          /(\w+)\s+["'“]?$/
            .exec(text.slice(Math.max(0, start - NEAR), start))?.[1]
            ?.toLowerCase() ?? "",
      });
      if (kind === "repository") found.push(...repositoryParts(written, source));
    }
  }
  return found;
}

function normalize(kind: ValueKind, written: string): string | number {
  if (kind === "number") return Number(written.replace(/[^\d.]/g, ""));
  if (kind === "url" || kind === "path") return written.replace(/[.,?!]+$/, "");
  return kind === "name" ? written.replace(/['’]s$/, "") : written;
}

// "Find Sarah Chen" names Sarah Chen: counts the characters of what comes before the name.
function openingWords(written: string): number {
  const [first = ""] = written.split(/\s+/);
  const isOpening = VERBS.has(stem(first)) || STOP_WORDS.has(first.toLowerCase());
  return isOpening && written.includes(" ")
    ? written.length - written.slice(first.length).trimStart().length
    : 0;
}

// The first word of a sentence has a capital without being a name, and two or three capitals are an abbreviation.
function isName(written: string, preceding: string): boolean {
  if (/^[A-Z]{2,3}$/.test(written)) return false;
  const opensSentence = preceding === "" || /[.!?]\s+$/.test(preceding);
  if (!opensSentence) return true;
  const [first = ""] = rawWords(written);
  return written.includes(" ") && !STOP_WORDS.has(first);
}

function nearbyWords(text: string, start: number, end: number, kind: ValueKind): string[] {
  const before = subjectWords(text.slice(Math.max(0, start - NEAR), start)).slice(-2);
  if (kind !== "name") return before;
  const [clause = ""] = text.slice(end, end + 20).split(/[,.?!]/);
  return [...before, ...subjectWords(clause).slice(0, 1)];
}

function repositoryParts(written: string, source: FoundValue["source"]): FoundValue[] {
  const [owner = "", name = ""] = written.split("/");
  const part = (value: string, labels: string[]): FoundValue => ({
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
