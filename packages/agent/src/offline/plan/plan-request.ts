import type { Correction } from "../language/correct-spelling.ts";
import { correctSpelling } from "../language/correct-spelling.ts";
import { extractValues } from "../language/extract-values.ts";
import { rawWords, words } from "../language/tokenize.ts";
import { STOP_WORDS, VERBS } from "../language/vocabulary.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";
import { ordersChange, reportsWish } from "./instruction.ts";
import type { Plan } from "./plan-calls.ts";
import { planCalls } from "./plan-calls.ts";
import type { ResolvedName } from "./resolve-name.ts";
import { findNameSearch, resolveNames } from "./resolve-name.ts";
import type { Transcript } from "./transcript.ts";

/** A plan, and the request as it was read for it. */
export interface PlannedRequest {
  readonly plan: Plan;
  /** The transcript whose request has misspelt words and names replaced. */
  readonly transcript: Transcript;
  readonly resolved: readonly ResolvedName[];
}

/** Reads the request, looks the names in it up, and decides the next calls. */
export function planRequest(given: Transcript, tools: readonly ToolProfile[]): PlannedRequest {
  const { text, corrections } = readSpelling(withSubject(given).replace(OWN_WISH, ""), tools);
  const corrected = { ...given, request: text };
  const unknown = findUnknownPerson(corrected, tools);
  if (unknown !== undefined) {
    const note = `“${unknown}” could be any customer; ask again with a name or an id.`;
    return { plan: { calls: [], notes: [note], chosen: [] }, transcript: corrected, resolved: [] };
  }
  if (reportsWish(text, tools)) {
    const note = `I read “${text}” as a wish, not as an order. Nothing was changed; begin with the change, such as “Close …” or “Move … to …”, to have it made.`;
    return { plan: { calls: [], notes: [note], chosen: [] }, transcript: corrected, resolved: [] };
  }
  const { request, resolved, calls, notes } = resolveNames(corrected, tools);
  const transcript = { ...corrected, request };
  if (calls.length > 0) {
    return { plan: { calls, notes: [], chosen: [] }, transcript, resolved };
  }
  if (notes.length > 0) {
    // The notes say what the search found.
    const plan = { calls: [], notes, chosen: [] };
    return { plan, transcript: { ...transcript, finished: [] }, resolved };
  }
  const plan = planCalls(transcript, tools);
  const read = corrections.map((correction) => noteOf(correction));
  return { plan: { ...plan, notes: [...plan.notes, ...read] }, transcript, resolved };
}

/** An order in the form of a wish: "I would like you to close ticket SUP-1". */
const OWN_WISH = /^(?:(?:i|we)\s+(?:want|need|would like)|(?:i|we)['’]d like)(?:\s+you)?\s+to\s+/i;

/** The levels that a tool takes as free text. */
const LEVELS = ["high", "medium", "urgent", "critical"];

const PERSON = /\b(?:they|them|their|theirs|he|him|his|she|her|hers)\b/i;

/** Finds a pronoun for a person that neither the request nor an earlier one names. */
function findUnknownPerson(
  { request, history }: Transcript,
  tools: readonly ToolProfile[],
): string | undefined {
  const [pronoun] = PERSON.exec(request) ?? [];
  if (pronoun === undefined || history.length > 0 || !findNameSearch(tools)) return undefined;
  // "The tickets with their comments" is about the tickets.
  const [opening = ""] = request.split(PERSON);
  const isOpen = words(opening).every((word) => STOP_WORDS.has(word) || VERBS.has(word));
  return isOpen && extractValues(request, "request").length === 0 ? pronoun : undefined;
}

const FOLLOW_UP = /^(?:and\s+)?(?:only|just|which of)?\s*(?:those|these|them|the ones)\b/i;

/** Puts the request before in front of one that speaks of its result: "only those over 300". */
function withSubject({ request, history: [before] }: Transcript): string {
  if (before === undefined || !FOLLOW_UP.test(request)) return request;
  return `${before.replace(/[\s?.!]+$/, "")} ${request.replace(FOLLOW_UP, "").trim()}`;
}

/** Corrects questions only: a text to be written stays as it was typed. */
function readSpelling(
  request: string,
  tools: readonly ToolProfile[],
): { readonly text: string; readonly corrections: readonly Correction[] } {
  if (ordersChange(request)) return { text: request, corrections: [] };
  const toolWords = tools.flatMap(({ name, description, parameters }) => [
    ...rawWords(name),
    ...rawWords(description.split(/(?<=[.!?])\s/)[0] ?? ""),
    ...Object.keys(parameters).flatMap(rawWords),
    ...Object.values(parameters).flatMap((parameter) =>
      (parameter.enum ?? []).map(String).flatMap(rawWords),
    ),
    ...LEVELS,
  ]);
  const corrected = correctSpelling(request, new Set(toolWords));
  // "Clone ticket SUP-1" must not become "Close ticket SUP-1".
  return ordersChange(corrected.text) ? { text: request, corrections: [] } : corrected;
}

function noteOf({ written, read }: Correction): string {
  return `I read “${written}” as “${read}”.`;
}
