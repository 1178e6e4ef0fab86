import type { Prose } from "./read-prose.ts";

/**
 * The words and turns of phrase that comments, messages, test names and pages do without, and
 * what to write in their place. CONTRIBUTING.md, "Plain English", says why.
 */
export interface Banned {
  /** Matched against prose whose line breaks are spaces. */
  readonly pattern: RegExp;
  readonly instead: string;
}

const PERSON = "name the part: caller, client, user, listener, instance";
const SPEECH = "name the action: returns, reports, sends, notifies, logs";

export const BANNED: readonly Banned[] = [
  { pattern: /\b(who(m|ever|mever)?)\b(?!(?:[^.!;?]|\.(?!\s|$))*\?)/giu, instead: PERSON },
  {
    pattern: /\b(no|some|any|every)(body|one)\b(?! of)(?!(?:[^.!;?]|\.(?!\s|$))*\?)/giu,
    instead: PERSON,
  },
  { pattern: /\bno one\b/giu, instead: PERSON },
  { pattern: /\b(tells|told|hears|heard)\b/giu, instead: SPEECH },
  { pattern: /\btak(e|es|ing) note\b/giu, instead: "records, logs" },
  { pattern: /\bmend(s|ed|ing|able)?\b/giu, instead: "repair" },
  { pattern: /\b(made|makes?|making) up\b/giu, instead: "generated, random, invented" },
  {
    pattern:
      /(?<!\b(AST|DOM|tree|syntax|document|graph) )(?<![\w/@."-])(node|[Nn]odes)\b(?![\w:/_.-]|\s\S*[./])/gu,
    instead: "instance, for a member of a cluster",
  },
  {
    pattern: /(?<=(^|[.!;|—–-]\s)\s*)[Ww]hat\b[^?.!]*(?![^?.!]*\?)(?=[.!]|$)/gu,
    instead: 'begin with the noun: "The target of a command", not "What a command connects to"',
  },
  {
    pattern:
      /\bwhat (is|was|are|were|has)\b[^.,;?]{1,60}\b(is|are|was|were|has|goes|gets|comes)\b/giu,
    instead: 'subject first: "X is Y"',
  },
  {
    pattern:
      /\bwhere (it|they|there|one|none|nothing|that|this) (has|have|is|are|was|were|had|does|do|can|cannot)\b/giu,
    instead: '"if" or "unless"',
  },
  { pattern: /\bno more(?=\s*([.,;:)]|$))/giu, instead: '"no longer", or the limit' },
  { pattern: /\b(be it|aloud|hence|thereof|whereupon|hitherto)\b/giu, instead: "plain words" },
];

/** Parts of identifiers, as camelCase and CONSTANT_CASE divide them. */
export const BANNED_IN_NAMES: ReadonlySet<string> = new Set([
  "mend",
  "mends",
  "mended",
  "mending",
  "nobody",
  "somebody",
  "whoever",
  "whom",
  "told",
  "tells",
  "heard",
  "hears",
]);

export interface Allowance {
  /** A file or a folder, from the root. */
  readonly path: string;
  /** Excuses only prose of this kind. Default: any. */
  readonly kind?: Prose["kind"];
  /** Excuses only comments and strings that contain this text. Default: all of them. */
  readonly text?: string;
  readonly reason: string;
}

/** Texts that are not ours to word, or that must name the words. */
export const ALLOWED: readonly Allowance[] = [
  { path: "scripts/language/", reason: "names the words" },
  {
    path: "examples/support-desk/world/",
    kind: "string",
    reason: "texts of customers and colleagues",
  },
  {
    path: "packages/mortise/src/command/build/built-file.ts",
    text: "#!/usr/bin/env node",
    reason: "the line by which a shell finds the program",
  },
  {
    path: "packages/agent/src/offline/language/vocabulary.ts",
    text: "what which who whom",
    reason: "words of questions, which the planner looks for",
  },
  {
    path: "examples/support-desk/sandbox/jira/jira-routes.ts",
    text: "The likely cause is that somebody has changed the issue recently",
    reason: "an error text of Jira",
  },
];
