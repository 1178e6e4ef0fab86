import type { Binding } from "../binding/bind-arguments.ts";
import { bindArguments } from "../binding/bind-arguments.ts";
import { speaksOfMany } from "../binding/may-bind.ts";
import { meaningOf } from "../binding/parameter-example.ts";
import { asksForOne } from "../language/asks-for-one.ts";
import type { FoundValue } from "../language/extract-values.ts";
import { extractValues } from "../language/extract-values.ts";
import { DEBT } from "../language/negation.ts";
import { rawWords, stem, words } from "../language/tokenize.ts";
import { FREE_TEXT_PARAMETER } from "../language/vocabulary.ts";
import type { RankedTool } from "../tool/rank-tools.ts";
import { rankTools } from "../tool/rank-tools.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";
import { isReference, mayYield } from "../tool/tool-profile.ts";
import { isInstructed, openingVerb } from "./instruction.ts";

/** The request that a tool is chosen for. */
export interface Choice {
  /** The part of the request that asks for one thing. */
  readonly clause: string;
  /** The tools to choose from. */
  readonly tools: readonly ToolProfile[];
  /** The values of the request and of earlier turns. */
  readonly asked: readonly FoundValue[];
}

/** How many tools are weighed in full. */
const CANDIDATE_LIMIT = 8;

/** The share of the request that a tool covers when it is a candidate by words alone. */
const COVERAGE = 0.25;

/** Picks the tool that answers a clause; `undefined` when no tool's words match. */
export function chooseTool(choice: Choice): ToolProfile | undefined {
  const chooser = new ToolChooser(choice);
  return chooser.choose();
}

/** Lists the read-only tools that take something. */
export function readingTools(tools: readonly ToolProfile[]): ToolProfile[] {
  return tools.filter((tool) => !tool.writes && tool.required.length > 0);
}

/** The kinds of values that point at one thing. */
const POINTERS = ["id", "uuid", "email", "url", "path", "channel", "quoted"];

/** The word that each kind of value adds to the words of a clause. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  url: "url",
  path: "file",
  email: "email",
  channel: "channel",
  repository: "repository",
  user: "user",
};

class ToolChooser {
  readonly #clause: string;
  readonly #tools: readonly ToolProfile[];
  readonly #asked: readonly FoundValue[];
  readonly #verb: string;
  readonly #values: readonly FoundValue[];
  readonly #pointers: readonly FoundValue[];

  constructor({ clause, tools, asked }: Choice) {
    this.#clause = clause;
    this.#tools = tools;
    this.#asked = asked;
    this.#verb = openingVerb(clause);
    this.#values = extractValues(clause, "request");
    this.#pointers = this.#values.filter(({ kind }) => POINTERS.includes(kind));
  }

  choose(): ToolProfile | undefined {
    const [best] = this.#rank()
      .filter((ranked) => this.#isCandidate(ranked))
      .slice(0, CANDIDATE_LIMIT)
      .map((ranked) => ({ tool: ranked.tool, total: this.#weigh(ranked) }))
      .sort((a, b) => b.total - a.total);
    if (best === undefined || best.tool.writes) return best?.tool;
    // Tools that take what the clause names are better than one that overlooks it.
    const isTaken = readingTools(this.#tools).some((tool) => this.#takesPointer(tool));
    return isTaken && this.#isAstray(best.tool) ? undefined : best.tool;
  }

  /** Ranks the tools by the words of the clause, in which values count by their kind. */
  #rank(): RankedTool[] {
    const masked = this.#values
      .filter(({ kind }) => !["name", "term", "repository-part"].includes(kind))
      .reduce((text, { value }) => text.replace(String(value), " "), this.#clause);
    const kinds = this.#values.map(({ kind }) => KIND_WORDS[kind] ?? "");
    const ids = this.#values.filter(({ kind }) => kind === "id");
    const meant = this.#meaning();
    const beside = ids.flatMap(({ before }) => (before ? [stem(before)] : []));
    return rankTools(
      [masked, ...kinds, ...meant, ...impliedWords(this.#clause), this.#verb].join(" "),
      this.#tools,
      {
        only: (tool) => !tool.writes || isInstructed(tool, this.#clause),
        faint: new Set([...meant, ...beside]),
      },
    );
  }

  /** Gives the words of the parameters whose examples the clause's ids are like. */
  #meaning(): string[] {
    const ids = this.#values.filter(({ kind }) => kind === "id");
    return ids.flatMap(({ value }) => meaningOf(String(value), this.#tools));
  }

  #isCandidate({ tool, isTelling, coverage }: RankedTool): boolean {
    if (tool.writes) return this.#concerns(tool);
    if (!isTelling && !this.#isAskedToSearch(tool)) return false;
    return coverage >= COVERAGE || this.#takesPointer(tool);
  }

  #isAskedToSearch(tool: ToolProfile): boolean {
    return (
      this.#verb === "search" &&
      words(tool.name).includes("search") &&
      Object.keys(tool.parameters).some((key) => FREE_TEXT_PARAMETER.test(key))
    );
  }

  /**
   * Says whether a clause is about the subject of a tool that writes: "Set the priority of SUP-1"
   * opens with the verb of `update_plan`, but is about something else.
   */
  #concerns(tool: ToolProfile): boolean {
    const said = new Set(words(this.#clause));
    const aspect = aspectOf(this.#clause);
    if (aspect !== undefined && !tool.nouns.has(aspect) && !takesAspect(tool, aspect)) return false;
    if (tool.nouns.size === 0 || [...tool.nouns].some((noun) => said.has(noun))) return true;
    return this.#takesPointer(tool);
  }

  /** Says whether a tool takes something that the clause points at, such as an id. */
  #takesPointer(tool: ToolProfile): boolean {
    const taken = new Set(Object.values(this.#bind(tool).args).map(String));
    return this.#pointers.some(({ value }) => taken.has(String(value)));
  }

  #bind(tool: ToolProfile, values: readonly FoundValue[] = this.#asked): Binding {
    return bindArguments(tool, { clause: this.#clause, values, tools: this.#tools });
  }

  #weigh({ tool, score }: RankedTool): number {
    const { missing, strength, said } = this.#bind(tool);
    const evidence = 1 + Math.min((said + strength) / 2, 8) / 8;
    // An instruction that opens with the verb of a tool that writes means that tool, even when
    // something is missing.
    const isMeant = tool.writes && isInstructed(tool, this.#clause);
    const isReachable = isMeant || missing.length === 0 || this.#canChain(tool, this.#asked);
    // "All deactivated customers" has no id for a tool of one customer.
    const isOfMany = missing.some((key) => speaksOfMany(this.#clause, key));
    const reach = isReachable ? 1 : isOfMany ? 0.1 : 0.3;
    const verbFit = isMeant ? 2 : words(tool.name).includes(this.#verb) ? 1.25 : 1;
    const astray = this.#isAstray(tool) ? 0.1 : this.#listsPointed(tool) ? 0.3 : 1;
    return score * evidence * reach * this.#nameFit(tool) * verbFit * astray;
  }

  /**
   * Whether a tool ignores the named subject: a question about SUP-1 is not about an earlier customer.
   */
  #isAstray(tool: ToolProfile): boolean {
    if (this.#pointers.length === 0 || this.#takesPointer(tool)) return false;
    if (this.#bind(tool).missing.length === 0) return true;
    return !this.#canChain(
      tool,
      this.#asked.filter(({ source }) => source === "request"),
    );
  }

  /** Says whether a tool lists things of the kind of which the clause names one, such as an invoice. */
  #listsPointed(tool: ToolProfile): boolean {
    if (this.#pointers.length === 0 || tool.writes || this.#takesPointer(tool)) return false;
    return readingTools(this.#tools).some(
      (other) =>
        other.nouns.size === tool.nouns.size &&
        [...other.nouns].every((noun) => tool.nouns.has(noun)) &&
        this.#takesPointer(other),
    );
  }

  /**
   * Weighs a tool by the nouns in its name: a list of invoices that mention a status does not
   * answer for a customer's.
   */
  #nameFit(tool: ToolProfile): number {
    const said = new Set([...words(this.#clause), ...this.#meaning()]);
    const named = [...tool.nouns].filter((noun) => said.has(noun)).length;
    const missed = [...this.#tellingNouns()].filter((noun) => !tool.nouns.has(noun)).length;
    const fit = (0.6 + (0.6 * named) / Math.max(tool.nouns.size, 1)) * MISSED ** missed;
    const hasSingular = this.#tools.some(
      (other) =>
        !other.writes && !isPlural(other) && [...tool.nouns].every((noun) => other.nouns.has(noun)),
    );
    return hasSingular && asksForOne(this.#clause) && isPlural(tool) ? fit * 0.7 : fit;
  }

  /** Lists the nouns of the clause that single tools out: in "the comments on SUP-1", the comments. */
  #tellingNouns(): Set<string> {
    const said = [...words(this.#clause), ...impliedWords(this.#clause)];
    const meant = new Set(this.#meaning());
    return new Set(
      said.filter((word) => {
        const bearers = this.#tools.filter(({ nouns }) => nouns.has(word)).length;
        return !meant.has(word) && bearers > 0 && bearers <= this.#tools.length / 4;
      }),
    );
  }

  /** Says whether what a tool lacks could come from another tool that can be called already. */
  #canChain(tool: ToolProfile, asked: readonly FoundValue[]): boolean {
    const { missing } = this.#bind(tool);
    const isReferable = missing.every(
      (key) => isReference(key, tool) && !speaksOfMany(this.#clause, key),
    );
    if (!isReferable) return false;
    return readingTools(this.#tools).some((other) => {
      if (other === tool || !missing.some((key) => mayYield(other, key))) return false;
      const binding = this.#bind(other, asked);
      return binding.missing.length === 0 && binding.strength >= 4;
    });
  }
}

/** Gives what is to change of a thing: in "set the priority of SUP-1 to low", the priority. */
function aspectOf(clause: string): string | undefined {
  const [, aspect] = /\bthe\s+([a-z-]+)\s+(?:of|for)\b.*\bto\b/i.exec(clause) ?? [];
  return aspect === undefined ? undefined : stem(aspect.replace("-", ""));
}

function takesAspect(tool: ToolProfile, aspect: string): boolean {
  return Object.keys(tool.parameters).some((key) => words(key).includes(aspect));
}

/** The factor for each telling noun that a tool's name lacks. */
const MISSED = 0.6;

const UNPAID =
  /\b(?:anything|something|how much(?:\s+\w+){0,2})\s+(?:is\s+)?(?:overdue|past due|unpaid|open)\b/i;

/** Gives the words that a clause is about without having them: a saying is in comments, an expense in orders. */
function impliedWords(clause: string): string[] {
  if (/\b(?:said|wrote|written)\b|\bsays?\s+about\b|\bdid\b.*\b(?:say|write)\b/i.test(clause))
    return ["comment", "conversation"];
  if (DEBT.test(clause) || UNPAID.test(clause)) return ["list", "invoice"];
  return /\b(?:spend|spent|bought|purchased?)\b/i.test(clause) ? ["order"] : [];
}

function isPlural(tool: ToolProfile): boolean {
  return rawWords(tool.name).some((word) => word !== stem(word) && tool.nouns.has(stem(word)));
}
