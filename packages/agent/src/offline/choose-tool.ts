import { bindArguments } from "./bind-arguments.ts";
import type { FoundValue } from "./extract-values.ts";
import { extractValues } from "./extract-values.ts";
import type { RankedTool } from "./rank-tools.ts";
import { rankTools } from "./rank-tools.ts";
import { rawWords, stem, words } from "./tokenize.ts";
import type { ToolProfile } from "./tool-profile.ts";
import { isIdentifier, parameterTypes } from "./tool-profile.ts";
import { FREE_TEXT_PARAMETER, STOP_WORDS } from "./vocabulary.ts";

const CANDIDATE_LIMIT = 8;

/** Picks the tool that answers a clause, or nothing when no tool's words match. */
export function chooseTool(
  clause: string,
  tools: readonly ToolProfile[],
  asked: readonly FoundValue[],
  failed: ReadonlySet<string>,
): ToolProfile | undefined {
  const verb = openingVerb(clause);
  const candidates = rankClause(clause, tools, verb)
    .filter((ranked) => isCandidate(ranked, verb))
    .slice(0, CANDIDATE_LIMIT)
    .map((ranked) => ({ ...ranked, total: weigh(ranked, clause, verb, tools, asked) }))
    .sort((a, b) => b.total - a.total);
  const [best] = candidates;
  const second = candidates.find(
    (candidate) =>
      !failed.has(candidate.tool.name) &&
      candidate.total >= (best?.total ?? 0) * 0.5 &&
      (candidate === best || !candidate.tool.writes),
  );
  return (second ?? best)?.tool;
}

/** Lists the read-only tools that take something. */
export function readingTools(tools: readonly ToolProfile[]): ToolProfile[] {
  return tools.filter((tool) => !tool.writes && tool.required.length > 0);
}

/** Gives the stem of the verb that a clause opens with, past words of courtesy. */
export function openingVerb(clause: string): string {
  const bare = clause.replace(
    /^(?:(?:please|kindly|now|then|and|can you|could you|would you)\s+)+/i,
    "",
  );
  return stem(/[A-Za-z]+/.exec(bare)?.[0] ?? "");
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  url: "url",
  path: "file",
  email: "email",
  channel: "channel",
  repository: "repository",
  user: "user",
};

function rankClause(clause: string, tools: readonly ToolProfile[], verb: string): RankedTool[] {
  const values = extractValues(clause, "request");
  // A tool that writes is called only where the clause opens with its verb as an instruction, never from a question.
  const allowed = (tool: ToolProfile): boolean => !tool.writes || words(tool.name).includes(verb);
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
  const reach = missing.length === 0 || canChain(tool, missing, clause, tools, asked) ? 1 : 0.45;
  return (
    score * evidence * reach * nameFit(tool, clause) * (words(tool.name).includes(verb) ? 1.25 : 1)
  );
}

// A tool is about the nouns in its name: a list of invoices that mention a status does not answer for a customer's.
function nameFit(tool: ToolProfile, clause: string): number {
  const said = new Set(words(clause));
  const named = [...tool.nouns].filter((noun) => said.has(noun)).length;
  const fit = 0.6 + (0.6 * named) / Math.max(tool.nouns.size, 1);
  return wantsOne(clause) && isPlural(tool) ? fit * 0.7 : fit;
}

// "The latest order" asks for one, not for the list.
function wantsOne(clause: string): boolean {
  const [, noun = ""] =
    /\b(?:latest|newest|oldest|last|first|most recent)\s+([a-z]+)/i.exec(clause) ?? [];
  return /[^s]$/i.test(noun) && !STOP_WORDS.has(noun.toLowerCase());
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
  const findable = missing.every(
    (key) =>
      parameterTypes(tool.parameters[key] ?? {}).includes("string") &&
      (isIdentifier(key) || /channel|user|account|project|repo|email|address/i.test(key)),
  );
  if (!findable) return false;
  return readingTools(tools).some((other) => {
    if (other === tool) return false;
    const binding = bindArguments(other, clause, asked, tools);
    return binding.missing.length === 0 && binding.strength >= 4;
  });
}
