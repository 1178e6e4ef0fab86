import { asksForOne } from "./asks-for-one.ts";
import { bindArguments } from "./bind-arguments.ts";
import type { FoundValue } from "./extract-values.ts";
import { extractValues } from "./extract-values.ts";
import type { RankedTool } from "./rank-tools.ts";
import { rankTools } from "./rank-tools.ts";
import { rawWords, stem, words } from "./tokenize.ts";
import type { ToolProfile } from "./tool-profile.ts";
import { isIdentifier, parameterTypes } from "./tool-profile.ts";
import { FREE_TEXT_PARAMETER, WRITE_VERBS } from "./vocabulary.ts";

const CANDIDATE_LIMIT = 8;

/** Picks the tool that answers a clause, or nothing when no tool's words match. */
export function chooseTool(
  clause: string,
  tools: readonly ToolProfile[],
  asked: readonly FoundValue[],
): ToolProfile | undefined {
  const verb = openingVerb(clause);
  const candidates = rankClause(clause, tools)
    .filter((ranked) => isCandidate(ranked, verb))
    .slice(0, CANDIDATE_LIMIT)
    .map((ranked) => ({ ...ranked, total: weigh(ranked, clause, verb, tools, asked) }))
    .sort((a, b) => b.total - a.total);
  return candidates[0]?.tool;
}

/** Lists the read-only tools that take something. */
export function readingTools(tools: readonly ToolProfile[]): ToolProfile[] {
  return tools.filter((tool) => !tool.writes && tool.required.length > 0);
}

/** Gives the stem of the verb that a clause opens with, past words of courtesy. */
function openingVerb(clause: string): string {
  const bare = clause.replace(
    /^(?:(?:please|kindly|now|then|and|can you|could you|would you)\s+)+/i,
    "",
  );
  const [first = ""] = /[A-Za-z]+/.exec(bare) ?? [];
  // "Refunded orders" is no instruction.
  return /ed$/i.test(first) ? "" : stem(first);
}

/** Says whether a clause orders what a tool does: it opens with the tool's verb and is no question. */
function isInstructed(tool: ToolProfile, clause: string): boolean {
  const polite = /^(?:please|kindly|can you|could you|would you)\b/i.test(clause);
  if (/\?\s*$/.test(clause) && !polite) return false;
  const verb = openingVerb(clause);
  const named = words(tool.name);
  const verbs = named.filter((word) => WRITE_VERBS.has(word));
  return verbs.length ? verbs.includes(verb) : named[0] === verb;
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
  const faint = new Set(
    values.filter(({ kind, before }) => kind === "id" && before).map(({ before }) => stem(before)),
  );
  return rankTools([masked, ...kinds].join(" "), tools, { only: allowed, faint });
}

function isCandidate({ tool, telling, coverage }: RankedTool, verb: string): boolean {
  const searches =
    verb === "search" &&
    words(tool.name).includes("search") &&
    Object.keys(tool.parameters).some((key) => FREE_TEXT_PARAMETER.test(key));
  return (telling || tool.writes || searches) && (coverage >= 0.25 || tool.writes);
}

function weigh(
  { tool, score }: RankedTool,
  clause: string,
  verb: string,
  tools: readonly ToolProfile[],
  asked: readonly FoundValue[],
): number {
  const { missing, strength } = bindArguments(tool, clause, asked, tools);
  const evidence = 1 + Math.min(strength, 8) / 8;
  // An instruction that opens with the verb of a tool that writes means that tool, even if something is missing.
  const instructed = tool.writes && isInstructed(tool, clause);
  const reachable =
    instructed || missing.length === 0 || canChain(tool, missing, clause, tools, asked);
  const reach = reachable ? 1 : 0.45;
  const verbFit = instructed ? 2 : words(tool.name).includes(verb) ? 1.25 : 1;
  return score * evidence * reach * nameFit(tool, clause) * verbFit;
}

// A tool is about the nouns in its name: a list of invoices that mention a status does not answer for a customer's.
function nameFit(tool: ToolProfile, clause: string): number {
  const said = new Set(words(clause));
  const named = [...tool.nouns].filter((noun) => said.has(noun)).length;
  const fit = 0.6 + (0.6 * named) / Math.max(tool.nouns.size, 1);
  return asksForOne(clause) && isPlural(tool) ? fit * 0.7 : fit;
}

function isPlural(tool: ToolProfile): boolean {
  return rawWords(tool.name).some((word) => word !== stem(word) && tool.nouns.has(stem(word)));
}

/** Says whether a parameter points at something that another tool can name: an id, a channel, a user. */
export function isReference(key: string, tool: ToolProfile): boolean {
  return (
    parameterTypes(tool.parameters[key] ?? {}).includes("string") &&
    (isIdentifier(key) || /channel|user|account|project|repo|email|address/i.test(key))
  );
}

// What is missing could come from another tool that the request already lets us call.
function canChain(
  tool: ToolProfile,
  missing: readonly string[],
  clause: string,
  tools: readonly ToolProfile[],
  asked: readonly FoundValue[],
): boolean {
  if (!missing.every((key) => isReference(key, tool))) return false;
  return readingTools(tools).some((other) => {
    if (other === tool) return false;
    const binding = bindArguments(other, clause, asked, tools);
    return binding.missing.length === 0 && binding.strength >= 4;
  });
}
