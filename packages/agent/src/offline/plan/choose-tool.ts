import { bindArguments } from "../binding/bind-arguments.ts";
import { meaningOf } from "../binding/match-parameter.ts";
import { speaksOfMany } from "../binding/may-bind.ts";
import { asksForOne } from "../language/asks-for-one.ts";
import type { FoundValue } from "../language/extract-values.ts";
import { extractValues } from "../language/extract-values.ts";
import { rawWords, stem, words } from "../language/tokenize.ts";
import {
  BROADER_VERBS,
  CHANGE_VERBS,
  FREE_TEXT_PARAMETER,
  WRITE_VERBS,
} from "../language/vocabulary.ts";
import type { RankedTool } from "../tool/rank-tools.ts";
import { rankTools } from "../tool/rank-tools.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";
import { isReference, mayYield } from "../tool/tool-profile.ts";

const CANDIDATE_LIMIT = 8;

/** Picks the tool that answers a clause, or nothing when no tool's words match. */
export function chooseTool(
  clause: string,
  tools: readonly ToolProfile[],
  asked: readonly FoundValue[],
): ToolProfile | undefined {
  const verb = openingVerb(clause);
  const candidates = rankClause(clause, tools)
    .filter((ranked) => isCandidate(ranked, clause, verb, asked, tools))
    .slice(0, CANDIDATE_LIMIT)
    .map((ranked) => ({ ...ranked, total: weigh(ranked, clause, verb, tools, asked) }))
    .sort((a, b) => b.total - a.total);
  const best = candidates[0]?.tool;
  if (best === undefined || best.writes) return best;
  // Better those that take what the clause names than one that overlooks it.
  const isTaken = readingTools(tools).some((tool) => takesSaid(tool, clause, asked, tools));
  return isTaken && isAstray(best, clause, tools, asked) ? undefined : best;
}

/** Lists the read-only tools that take something. */
export function readingTools(tools: readonly ToolProfile[]): ToolProfile[] {
  return tools.filter((tool) => !tool.writes && tool.required.length > 0);
}

/** Says whether a clause orders a change; with a tool, whether it orders one that this tool does not make. */
export function ordersChange(clause: string, tool?: ToolProfile): boolean {
  if (!isOrder(clause) || !CHANGE_VERBS.has(openingVerb(clause))) return false;
  return tool === undefined || !(tool.writes || isInstructed(tool, clause));
}

function isOrder(clause: string): boolean {
  return !/\?\s*$/.test(clause) || POLITE.test(clause);
}

const POLITE = /^(?:please|kindly|can you|could you|would you)\b/i;

/** Gives the stem of the verb that a clause opens with, past words of courtesy. */
function openingVerb(clause: string): string {
  const bare = clause.replace(
    /^(?:(?:please|kindly|now|then|and|can you|could you|would you)\s+)+/i,
    "",
  );
  if (/^open (?:an?|another|the following|new)\b/i.test(bare)) return "create";
  const [first = ""] = /[A-Za-z]+/.exec(bare) ?? [];
  // "Refunded orders" and "Comments on SUP-1" are no instructions.
  return /ed$|[^s]s$/i.test(first) ? "" : stem(first);
}

/** Says whether a clause orders what a tool does: it opens with the tool's verb and is no question. */
function isInstructed(tool: ToolProfile, clause: string): boolean {
  if (!isOrder(clause)) return false;
  const verb = openingVerb(clause);
  const named = words(tool.name);
  const verbs = named.filter((word) => WRITE_VERBS.has(word));
  if (verbs.length === 0) return named[0] === verb;
  return verbs.includes(verb) || verbs.includes(BROADER_VERBS.get(verb) ?? verb);
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  url: "url",
  path: "file",
  email: "email",
  channel: "channel",
  repository: "repository",
  user: "user",
};

function rankClause(clause: string, tools: readonly ToolProfile[]): RankedTool[] {
  const values = extractValues(clause, "request");
  const allowed = (tool: ToolProfile): boolean => !tool.writes || isInstructed(tool, clause);
  const masked = values
    .filter(({ kind }) => !["name", "term", "repository-part"].includes(kind))
    .reduce((text, { value }) => text.replace(String(value), " "), clause);
  const kinds = values.map(({ kind }) => KIND_WORDS[kind] ?? "");
  const ids = values.filter(({ kind }) => kind === "id");
  const meant = ids.flatMap(({ value }) => meaningOf(String(value), tools));
  const faint = new Set([...meant, ...ids.flatMap(({ before }) => (before ? [stem(before)] : []))]);
  const broader = BROADER_VERBS.get(openingVerb(clause)) ?? "";
  return rankTools([masked, ...kinds, ...meant, broader].join(" "), tools, {
    only: allowed,
    faint,
  });
}

function isCandidate(
  { tool, telling, coverage }: RankedTool,
  clause: string,
  verb: string,
  asked: readonly FoundValue[],
  tools: readonly ToolProfile[],
): boolean {
  if (tool.writes) return concerns(tool, clause, asked, tools);
  const searches =
    verb === "search" &&
    words(tool.name).includes("search") &&
    Object.keys(tool.parameters).some((key) => FREE_TEXT_PARAMETER.test(key));
  return (telling || searches) && (coverage >= 0.25 || takesSaid(tool, clause, asked, tools));
}

// "Set the priority of SUP-1" opens with the verb of `update_plan`, but is about something else.
function concerns(
  tool: ToolProfile,
  clause: string,
  asked: readonly FoundValue[],
  tools: readonly ToolProfile[],
): boolean {
  const said = new Set(words(clause));
  if (tool.nouns.size === 0 || [...tool.nouns].some((noun) => said.has(noun))) return true;
  return takesSaid(tool, clause, asked, tools);
}

/** Says whether a tool takes something that the clause itself points at, such as an id. */
function takesSaid(
  tool: ToolProfile,
  clause: string,
  asked: readonly FoundValue[],
  tools: readonly ToolProfile[],
): boolean {
  const { args } = bindArguments(tool, clause, asked, tools);
  const taken = new Set(Object.values(args).map(String));
  return pointers(clause).some(({ value }) => taken.has(String(value)));
}

function saidOf(asked: readonly FoundValue[]): FoundValue[] {
  return asked.filter(({ source }) => source === "request");
}

function pointers(clause: string): FoundValue[] {
  const kinds = ["id", "uuid", "email", "url", "channel", "quoted"];
  return extractValues(clause, "request").filter(({ kind }) => kinds.includes(kind));
}

function weigh(
  { tool, score }: RankedTool,
  clause: string,
  verb: string,
  tools: readonly ToolProfile[],
  asked: readonly FoundValue[],
): number {
  const { missing, strength, said } = bindArguments(tool, clause, asked, tools);
  const evidence = 1 + Math.min((said + strength) / 2, 8) / 8;
  // An instruction that opens with the verb of a tool that writes means that tool, even if something is missing.
  const instructed = tool.writes && isInstructed(tool, clause);
  const reachable =
    instructed || missing.length === 0 || canChain(tool, missing, clause, tools, asked);
  const reach = reachable ? 1 : 0.45;
  const verbFit = instructed ? 2 : words(tool.name).includes(verb) ? 1.25 : 1;
  const astray = isAstray(tool, clause, tools, asked);
  return score * evidence * reach * nameFit(tool, clause, tools) * verbFit * (astray ? 0.1 : 1);
}

// What is asked of SUP-1 is not answered for the customer of before.
function isAstray(
  tool: ToolProfile,
  clause: string,
  tools: readonly ToolProfile[],
  asked: readonly FoundValue[],
): boolean {
  if (pointers(clause).length === 0 || takesSaid(tool, clause, asked, tools)) return false;
  const { missing } = bindArguments(tool, clause, asked, tools);
  return missing.length === 0 || !canChain(tool, missing, clause, tools, saidOf(asked));
}

// A tool is about the nouns in its name: a list of invoices that mention a status does not answer for a customer's.
function nameFit(tool: ToolProfile, clause: string, tools: readonly ToolProfile[]): number {
  const ids = pointers(clause).filter(({ kind }) => kind === "id");
  const meant = ids.flatMap(({ value }) => meaningOf(String(value), tools));
  const said = new Set([...words(clause), ...meant]);
  const named = [...tool.nouns].filter((noun) => said.has(noun)).length;
  const fit = 0.6 + (0.6 * named) / Math.max(tool.nouns.size, 1);
  return asksForOne(clause) && isPlural(tool) ? fit * 0.7 : fit;
}

function isPlural(tool: ToolProfile): boolean {
  return rawWords(tool.name).some((word) => word !== stem(word) && tool.nouns.has(stem(word)));
}

// What is missing could come from another tool that the request already lets us call.
function canChain(
  tool: ToolProfile,
  missing: readonly string[],
  clause: string,
  tools: readonly ToolProfile[],
  asked: readonly FoundValue[],
): boolean {
  if (!missing.every((key) => isReference(key, tool) && !speaksOfMany(clause, key))) return false;
  return readingTools(tools).some((other) => {
    if (other === tool || !missing.some((key) => mayYield(other, key))) return false;
    const binding = bindArguments(other, clause, asked, tools);
    return binding.missing.length === 0 && binding.strength >= 4;
  });
}
