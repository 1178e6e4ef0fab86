import { rawWords, subjectWords } from "../language/tokenize.ts";
import { GENERIC_VERBS } from "../language/vocabulary.ts";
import type { ToolProfile } from "./tool-profile.ts";

/** A tool with its score for a request. */
export interface RankedTool {
  readonly tool: ToolProfile;
  readonly score: number;
  /** Share of the request's weight that the tool's words cover, 0 to 1. */
  readonly coverage: number;
  /** Whether a telling word of the request is in the tool's name or first sentence. */
  readonly isTelling: boolean;
}

/** Options of {@link rankTools}. */
export interface RankOptions {
  /** Keeps only tools that pass. */
  readonly only?: (tool: ToolProfile) => boolean;
  /** Words that name a value's kind ("customer C-1042") and so weigh less. */
  readonly faint?: ReadonlySet<string>;
}

/** The query of a request, with what BM25 needs of it. */
interface Query {
  /** The rarity of each word among the tools. */
  readonly rarity: ReadonlyMap<string, number>;
  /** The weight of the whole request. */
  readonly mass: number;
  /** The average length of the tools. */
  readonly average: number;
  /** The words as they are written. */
  readonly written: ReadonlySet<string>;
  /** How much more or less than others a word counts. */
  readonly emphasis: (word: string) => number;
}

/** How soon another occurrence of a word no longer counts (BM25's k₁). */
const SATURATION = 1.2;
/** How much a long description counts against a tool (BM25's b). */
const LENGTH_WEIGHT = 0.75;

/** Orders tools by BM25 over name, title, description and parameters, best first. */
export function rankTools(
  request: string,
  tools: readonly ToolProfile[],
  { only = () => true, faint }: RankOptions = {},
): RankedTool[] {
  const words = [...new Set(subjectWords(request))];
  const heads = possessedWords(request);
  const rarity = new Map(words.map((word) => [word, inverseFrequency(word, tools)]));
  const length = tools.reduce((sum, tool) => sum + tool.length, 0);
  const query: Query = {
    rarity,
    written: new Set(rawWords(request)),
    mass: words.reduce((sum, word) => sum + (rarity.get(word) || 0.5), 0) || 1,
    average: length / (tools.length || 1) || 1,
    emphasis: (word) => (heads.has(word) ? 1.6 : faint?.has(word) ? 0.6 : 1),
  };
  return tools
    .filter(only)
    .map((tool) => scoreTool(tool, query))
    .filter((ranked) => ranked.score > 0)
    .sort((a, b) => b.score - a.score || (a.tool.name < b.tool.name ? -1 : 1));
}

function scoreTool(
  tool: ToolProfile,
  { rarity, mass, average, emphasis, written }: Query,
): RankedTool {
  let score = 0;
  let hit = 0;
  let isTelling = false;
  const relativeLength = 1 - LENGTH_WEIGHT + (LENGTH_WEIGHT * tool.length) / average;
  for (const [word, rare] of rarity) {
    const weight = tool.terms.get(word) ?? 0;
    if (weight === 0) continue;
    const saturation = weight + SATURATION * relativeLength;
    score += (rare * emphasis(word) * weight * (SATURATION + 1)) / saturation;
    hit += rare;
    isTelling ||= !GENERIC_VERBS.has(word) && (weight >= 3 || (weight >= 1.5 && rare > 0.8));
  }
  // A tool that is called by its whole name is meant, however common its words are.
  isTelling ||= rawWords(tool.name).every((word) => written.has(word));
  return { tool, score, coverage: hit / mass, isTelling };
}

function inverseFrequency(word: string, tools: readonly ToolProfile[]): number {
  const found = tools.filter((tool) => tool.terms.has(word)).length;
  return found ? Math.log(1 + (tools.length - found + 0.5) / (found + 0.5)) : 0;
}

/** Gives the words behind a genitive: "C-1042's latest order" is about the order. */
function possessedWords(request: string): Set<string> {
  const matches = request.matchAll(/['’]s\s+((?:\w+\s*){1,3})/g);
  return new Set([...matches].flatMap((match) => subjectWords(match[1] ?? "")));
}
