import { isRecord } from "../../record.ts";
import { recordsIn } from "../binding/result-record.ts";
import { isEveryday } from "../language/correct-spelling.ts";
import type { FoundValue } from "../language/extract-values.ts";
import { extractValues } from "../language/extract-values.ts";
import { stem, subjectWords, words } from "../language/tokenize.ts";
import { STOP_WORDS, SYNONYMS, VERBS } from "../language/vocabulary.ts";
import type { PersonSearch } from "../tool/person-search.ts";
import { findPersonSearches } from "../tool/person-search.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";
import { isIdentifier } from "../tool/tool-profile.ts";
import { openingVerb, openingWord, ordersChange } from "./instruction.ts";
import type { PlannedCall } from "./plan-calls.ts";
import type { FinishedCall, Transcript } from "./transcript.ts";

/** A name of the request, and what a search found for it. */
export interface ResolvedName {
  readonly name: string;
  readonly id: string;
}

/** The request with names replaced by ids, or what is needed or missing for that. */
export interface Resolution {
  readonly request: string;
  readonly resolved: readonly ResolvedName[];
  /** The searches to make first. */
  readonly calls: readonly PlannedCall[];
  /** The names that led to none or to several, as sentences; the request is then not pursued. */
  readonly notes: readonly string[];
}

/** How many names of one request are looked up. */
const NAME_LIMIT = 3;
/** How many of several matches are named. */
const MATCH_LIMIT = 5;

const LOOK_UP = /^(?:please\s+)?(?:who|what do you know|find|search|look up|look for)\b/i;
const TIME_WORD =
  /^(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|yesterday|tomorrow|week|month|quarter|year)s?$/i;

/**
 * Replaces the names of customers and the like by their ids: "the orders of Sarah Chen" becomes "the
 * orders of C-1042", after a search for Sarah Chen.
 */
export function resolveNames(transcript: Transcript, tools: readonly ToolProfile[]): Resolution {
  const { request, finished } = transcript;
  const unchanged: Resolution = { request, resolved: [], calls: [], notes: [] };
  const search = findNameSearch(tools);
  if (search === undefined) return unchanged;
  const names = namesIn(request, tools);
  if (names.length === 0) return unchanged;
  const calls: PlannedCall[] = [];
  const resolved: ResolvedName[] = [];
  const notes: string[] = [];
  for (const name of names) {
    const call = { tool: search.tool.name, args: { [search.key]: name } };
    const made = finished.find((each) => isSameCall(each, call));
    if (made === undefined) calls.push(call);
    else if (made.error === undefined) readMatches(made, name, { resolved, notes, search });
    else notes.push(`${name} could not be looked up.`);
  }
  const replaced = resolved.reduce((text, { name, id }) => text.replace(name, id), request);
  return { request: replaced, resolved, calls, notes };
}

/** Finds the search whose result has an id that the most other tools require. */
export function findNameSearch(tools: readonly ToolProfile[]): PersonSearch | undefined {
  const [best] = findPersonSearches(tools)
    .map((search) => ({ search, takers: takersOf(search.tool, tools) }))
    .filter(({ takers }) => takers > 0)
    .sort((a, b) => b.takers - a.takers);
  return best?.search;
}

/** Counts the tools that require the id of what a search finds. */
function takersOf(search: ToolProfile, tools: readonly ToolProfile[]): number {
  return tools.filter(
    (tool) =>
      tool !== search &&
      tool.required.some(
        (key) => isIdentifier(key) && words(key).some((word) => search.nouns.has(word)),
      ),
  ).length;
}

/** Lists the names in a request that stand where an id could. */
function namesIn(request: string, tools: readonly ToolProfile[]): string[] {
  if (LOOK_UP.test(request)) return [];
  const values = [...extractValues(request, "request"), ...smallNames(request, tools)];
  // A request that has an id says by it which thing is meant.
  if (values.some(({ kind }) => ["id", "uuid", "url", "path"].includes(kind))) return [];
  const isOrder = ordersChange(request);
  // "Create a customer Ann Lee" names what is not there yet.
  const isNew = openingVerb(request) === "create";
  const places = isNew
    ? ["of", "for"]
    : ["of", "for", "customer", "client", "", openingWord(request)];
  return values
    .filter((value) => value.kind === "name" && isSubject(value, request, tools))
    .filter(({ before }) => !isOrder || places.includes(before))
    .map(({ value }) => String(value))
    .slice(0, NAME_LIMIT);
}

const SMALL_NAME =
  /(?:^(has|have|does|did|is)|\b(of|for|customer|client))\s+([a-z][a-z-]+(?:\s+[a-z][a-z-]+)?)(?=$|[\s,.?!])/gi;

/** Finds names that are typed in small letters: words after "of" or "for" that no tool knows. */
function smallNames(request: string, tools: readonly ToolProfile[]): FoundValue[] {
  const isKnown = (word: string): boolean =>
    STOP_WORDS.has(word) ||
    isEveryday(word) ||
    [word, stem(word)].some((each) => VERBS.has(each) || SYNONYMS.has(each)) ||
    // The descriptions of parameters give names as examples.
    tools.some(({ terms }) => (terms.get(stem(word)) ?? 0) >= 0.4);
  return [...request.matchAll(SMALL_NAME)].flatMap(
    ([, opening = "", preposition, written = ""]) => {
      const [first = "", second] = written.split(/\s+/);
      if (isKnown(first) || written !== written.toLowerCase()) return [];
      const value = second === undefined || isKnown(second) ? first : written;
      return [
        { value, kind: "name", source: "request", labels: [], before: preposition ?? opening },
      ];
    },
  );
}

/** Says whether a name is one of a person or company, and no word of the tools or of the calendar. */
function isSubject(
  { value, before }: FoundValue,
  request: string,
  tools: readonly ToolProfile[],
): boolean {
  const name = String(value);
  if (name.split(/\s+/).some((word) => TIME_WORD.test(word))) return false;
  // "by DHL" and "in Slack" say how or where, and name no customer.
  if (["in", "on", "by", "via", "from", "as", "to", "into"].includes(before)) {
    return before === "from" && name.includes(" ");
  }
  const stems = subjectWords(name);
  const isToolWord = (word: string): boolean =>
    tools.some(
      (tool) =>
        tool.nouns.has(word) ||
        Object.values(tool.parameters).some((parameter) =>
          parameter.enum?.some((option) => words(String(option)).includes(word)),
        ),
    );
  return stems.length > 0 && !stems.every(isToolWord) && !request.startsWith(`${name}:`);
}

function isSameCall(made: FinishedCall, call: PlannedCall): boolean {
  return made.tool === call.tool && JSON.stringify(made.args) === JSON.stringify(call.args);
}

function readMatches(
  { result }: FinishedCall,
  name: string,
  { resolved, notes, search }: { resolved: ResolvedName[]; notes: string[]; search: PersonSearch },
): void {
  const records = recordsIn(result);
  const exact = records.filter((record) => holdsValue(record, name));
  const [only, ...others] = exact.length > 0 ? exact : records;
  const id = only && idOf(only, search.tool);
  if (id === undefined) {
    notes.push(
      `${search.tool.name} found nothing for “${name}”, so I cannot say which one you mean.`,
    );
  } else if (others.length > 0) {
    const matches = [only, ...others].slice(0, MATCH_LIMIT).flatMap((record) => {
      const found = record && idOf(record, search.tool);
      return found === undefined ? [] : [`${labelOf(record)} (${found})`];
    });
    const more = others.length + 1 > matches.length ? " and others" : "";
    notes.push(`“${name}” could be ${matches.join(", ")}${more}; ask again with the id.`);
  } else resolved.push({ name, id });
}

function holdsValue(record: Readonly<Record<string, unknown>>, name: string): boolean {
  const wanted = name.toLowerCase();
  return Object.values(record).some(
    (value) => typeof value === "string" && value.toLowerCase() === wanted,
  );
}

function idOf(record: Readonly<Record<string, unknown>>, tool: ToolProfile): string | undefined {
  const key = Object.keys(record).find(
    (each) =>
      each === "id" ||
      (isIdentifier(each) && words(each).some((word) => word !== "id" && tool.nouns.has(word))),
  );
  const id = key === undefined ? undefined : record[key];
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}

function labelOf(record: Readonly<Record<string, unknown>> | undefined): string {
  const name = isRecord(record)
    ? (record["name"] ?? record["title"] ?? record["email"])
    : undefined;
  return typeof name === "string" ? name : "one";
}
