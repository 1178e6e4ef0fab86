import { subjectWords } from "../language/tokenize.ts";
import { GENERIC_VERBS } from "../language/vocabulary.ts";
import type { ToolProfile } from "./tool-profile.ts";

/** A tool with its score for a request. */
export interface RankedTool {
  tool: ToolProfile;
  score: number;
  /** Share of the request's weight that the tool's words cover, 0 to 1. */
  coverage: number;
  /** True when a telling word of the request is in the tool's name or first sentence. */
  telling: boolean;
}

/** Options of {@link rankTools}. */
export interface RankOptions {
  /** Keeps only tools that pass. */
  only?: (tool: ToolProfile) => boolean;
  /** Words that name a value's kind ("customer C-1042") and so weigh less. */
  faint?: ReadonlySet<string>;
}

/** Orders tools by BM25 over name, title, description and parameters, best first. */
export function rankTools(
  request: string,
  tools: readonly ToolProfile[],
  options: RankOptions = {},
): RankedTool[] {
  const query = [...new Set(subjectWords(request))];
  const head = possessedWords(request);
  const count = tools.length;
  const average = tools.reduce((sum, tool) => sum + tool.length, 0) / (count || 1);
  const rarity = new Map(query.map((word) => [word, inverseFrequency(word, tools)]));
  const mass = query.reduce((sum, word) => sum + (rarity.get(word) || 0.5), 0) || 1;

  const score = (tool: ToolProfile): RankedTool => {
    let total = 0;
    let hit = 0;
    let telling = false;
    for (const word of query) {
      const weight = tool.terms.get(word) ?? 0;
      if (weight === 0) continue;
      const rare = rarity.get(word) ?? 0;
      const emphasis = head.has(word) ? 1.6 : options.faint?.has(word) ? 0.6 : 1;
      const saturation = weight + 1.2 * (0.25 + (0.75 * tool.length) / (average || 1));
      total += (rare * emphasis * (weight * 2.2)) / saturation;
      hit += rare;
      telling ||= !GENERIC_VERBS.has(word) && (weight >= 3 || (weight >= 1.5 && rare > 0.8));
    }
    return { tool, score: total, coverage: hit / mass, telling };
  };
  return tools
    .filter(options.only ?? (() => true))
    .map(score)
    .filter((ranked) => ranked.score > 0)
    .sort((a, b) => b.score - a.score || (a.tool.name < b.tool.name ? -1 : 1));
}

function inverseFrequency(word: string, tools: readonly ToolProfile[]): number {
  const found = tools.filter((tool) => tool.terms.has(word)).length;
  return found ? Math.log(1 + (tools.length - found + 0.5) / (found + 0.5)) : 0;
}

// "C-1042's latest order" is about the order.
function possessedWords(request: string): Set<string> {
  const matches = request.matchAll(/['’]s\s+((?:\w+\s*){1,3})/g);
  return new Set([...matches].flatMap((match) => subjectWords(match[1] ?? "")));
}
