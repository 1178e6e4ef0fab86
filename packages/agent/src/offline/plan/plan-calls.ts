import type { Binding } from "../binding/bind-arguments.ts";
import { bindArguments } from "../binding/bind-arguments.ts";
import { flattenResult, newestFirst } from "../binding/flatten-result.ts";
import { speaksOfMany } from "../binding/may-bind.ts";
import { digitShape } from "../binding/parameter-example.ts";
import type { FoundValue } from "../language/extract-values.ts";
import { extractValues } from "../language/extract-values.ts";
import { isForeign } from "../language/is-foreign.ts";
import { splitRequest } from "../language/split-request.ts";
import { words } from "../language/tokenize.ts";
import { describeTools } from "../tool/describe-tools.ts";
import { matchResource } from "../tool/match-resource.ts";
import { findPersonSearches } from "../tool/person-search.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";
import { isReference, mayYield } from "../tool/tool-profile.ts";
import { chooseTool, readingTools } from "./choose-tool.ts";
import { isInstructed, ordersChange } from "./instruction.ts";
import type { FinishedCall, Transcript } from "./transcript.ts";

/** A call that the planner wants made. */
export interface PlannedCall {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The next calls, and the reasons why parts of the request stay unanswered. */
export interface Plan {
  readonly calls: readonly PlannedCall[];
  /** Sentences about what is not done. */
  readonly notes: readonly string[];
  /** The clause that each chosen tool answers. */
  readonly chosen: readonly { readonly clause: string; readonly tool: string }[];
}

const ENGLISH_ONLY =
  "Without a language model I read English only, so I may have missed what you asked for; nothing was changed that is not listed above.";

/** How many calls one request may lead to before chaining ends. */
const CHAIN_LIMIT = 4;

/** How many further ids of one kind a clause may name. */
const SIBLING_LIMIT = 4;

/** How many tools are called for a value alone. */
const TAKER_LIMIT = 3;

/** How many searches a person's name leads to. */
const SEARCH_LIMIT = 2;

/** Decides the next calls from the transcript alone. */
export function planCalls(transcript: Transcript, tools: readonly ToolProfile[]): Plan {
  const planner = new Planner(transcript, tools);
  const nouns = new Set(tools.flatMap((tool) => [...tool.nouns]));
  for (const clause of splitRequest(transcript.request, nouns)) planner.plan(clause);
  return planner.finish(transcript.request);
}

class Planner {
  readonly #finished: readonly FinishedCall[];
  readonly #tools: readonly ToolProfile[];
  readonly #asked: readonly FoundValue[];
  readonly #known: readonly FoundValue[];
  readonly #made: Set<string>;
  readonly #calls: PlannedCall[] = [];
  readonly #notes: string[] = [];
  readonly #chosen: { readonly clause: string; readonly tool: string }[] = [];
  /** Whether some clause matched nothing. */
  #isLost = false;

  constructor(transcript: Transcript, tools: readonly ToolProfile[]) {
    const { request, finished } = transcript;
    const said = extractValues(request, "request");
    const earlier = valuesOfEarlier(transcript, tools);
    this.#finished = finished;
    this.#tools = tools;
    this.#asked = [...said, ...earlier];
    this.#known = [...said, ...valuesOfResults(transcript, tools), ...earlier];
    this.#made = new Set(finished.map(callKey));
  }

  /** Plans the calls for one clause. */
  plan(clause: string): void {
    const isChange = ordersChange(clause);
    const resource = isChange ? undefined : matchResource(clause, this.#tools);
    if (resource !== undefined) {
      this.#choose(clause, resource.tool);
      this.#call(resource.tool, resource.args);
      return;
    }
    // The goal is chosen from the request alone: results may fill arguments, but not change it.
    const goal = chooseTool({ clause, tools: this.#tools, asked: this.#asked });
    const isMade = goal !== undefined && (goal.writes || isInstructed(goal, clause));
    if (isChange && !isMade) this.#refuse(clause);
    else if (goal) this.#pursue(goal, clause);
    else this.#planWithoutGoal(clause);
  }

  /** Gives the plan, with notes about a request that could not be read. */
  finish(request: string): Plan {
    if (isForeign(request)) this.#notes.push(ENGLISH_ONLY);
    else if (this.#isLost && this.#chosen.length === 0) {
      this.#notes.push(describeTools(this.#tools));
    }
    return { calls: this.#calls, notes: this.#notes, chosen: this.#chosen };
  }

  /** Calls a tool with what is known, or one whose result may hold what is missing. */
  #pursue(goal: ToolProfile, clause: string): void {
    this.#choose(clause, goal);
    if (this.#finished.some((call) => call.tool === goal.name)) return;
    const binding = this.#bind(goal, clause, this.#known);
    if (binding.missing.length === 0) this.#callEach(goal, binding.args, clause);
    else this.#chain(goal, binding, clause);
  }

  // Reading something in place of a change would look as if the change had been made.
  #refuse(clause: string): void {
    this.#notes.push(
      `I cannot do “${clause}”: no available tool makes that change. Nothing was changed.`,
    );
  }

  #planWithoutGoal(clause: string): void {
    if (this.#planByValue(clause) || this.#planByName(clause)) return;
    this.#notes.push(`No available tool seems to match “${clause}”.`);
    this.#isLost = true;
  }

  /** Calls the reading tools that clearly take a value of the request. */
  #planByValue(clause: string): boolean {
    const hasPointer = this.#asked.some(
      ({ kind, source }) =>
        source === "request" && ["id", "uuid", "url", "path", "email"].includes(kind),
    );
    if (!hasPointer) return false;
    const values = extractValues(clause, "request");
    const takers = readingTools(this.#tools)
      .map((tool) => ({ tool, ...this.#bind(tool, clause, values) }))
      .filter(({ missing, strength }) => missing.length === 0 && strength >= 4.5)
      .slice(0, TAKER_LIMIT);
    for (const { tool, args } of takers) {
      this.#choose(clause, tool);
      this.#callEach(tool, args, clause);
    }
    return takers.length > 0;
  }

  /** Looks a person up by name. */
  #planByName(clause: string): boolean {
    const name = extractValues(clause, "request").find(({ kind }) => kind === "name");
    if (name === undefined || !/^(?:who|what do you know|find|show|look up)\b/i.test(clause)) {
      return false;
    }
    const searches = findPersonSearches(this.#tools).slice(0, SEARCH_LIMIT);
    for (const { tool, key } of searches) {
      this.#choose(clause, tool);
      this.#call(tool, { [key]: name.value });
    }
    return searches.length > 0;
  }

  /** Calls a read-only tool whose result may hold what the goal lacks. */
  #chain(goal: ToolProfile, binding: Binding, clause: string): void {
    const isReferable = binding.missing.every((key) => isReference(key, goal));
    const isOfMany = binding.missing.some((key) => speaksOfMany(clause, key));
    const source = this.#findSource(goal, binding, clause);
    if (source && isReferable && !isOfMany && this.#finished.length < CHAIN_LIMIT) {
      this.#call(source.tool, source.args);
      return;
    }
    const lacking = binding.missing.map((key) => `\`${key}\``).join(", ");
    this.#notes.push(
      `${goal.name} looks right for “${clause}”, but it needs ${lacking} and I could not find that in your message or in earlier results.`,
    );
  }

  /** Finds the call whose result most likely holds what the goal lacks. */
  #findSource(
    goal: ToolProfile,
    { missing }: Binding,
    clause: string,
  ): { readonly tool: ToolProfile; readonly args: PlannedCall["args"] } | undefined {
    const needed = missing.flatMap(words).filter((word) => word !== "id");
    // A change must follow from this request alone.
    const known = goal.writes
      ? this.#known.filter(({ source }) => source === "request" || source === "result")
      : this.#known;
    const [source] = this.#tools
      .filter((tool) => !tool.writes && tool !== goal)
      .filter((tool) => missing.some((key) => mayYield(tool, key)))
      .map((tool) => ({ tool, ...this.#bind(tool, clause, known) }))
      .filter((call) => !call.missing.length && !this.#isMade(call.tool, call.args))
      // A search for nothing finds anything, and its first match is as good as a stranger.
      .filter((call) => !isSearchForNothing(call.tool, call.args))
      .map((call) => ({ ...call, promise: promiseOf(call.tool, needed, call.strength) }))
      .filter(({ promise, strength }) => promise >= 2 && (strength >= 4 || promise >= 3))
      // A list of all there is does not say where to write.
      .filter(({ strength }) => strength >= 4 || !goal.writes)
      .sort((a, b) => b.promise - a.promise || b.strength - a.strength);
    return source;
  }

  #bind(tool: ToolProfile, clause: string, values: readonly FoundValue[]): Binding {
    return bindArguments(tool, { clause, values, tools: this.#tools });
  }

  #choose(clause: string, tool: ToolProfile): void {
    this.#chosen.push({ clause, tool: tool.name });
  }

  #callEach(tool: ToolProfile, args: PlannedCall["args"], clause: string): void {
    for (const each of [args, ...siblings(tool, args, clause)]) this.#call(tool, each);
  }

  #isMade({ name: tool }: ToolProfile, args: PlannedCall["args"]): boolean {
    return this.#made.has(callKey({ tool, args }));
  }

  #call(tool: ToolProfile, args: PlannedCall["args"]): void {
    if (this.#isMade(tool, args)) return;
    const call = { tool: tool.name, args };
    this.#made.add(callKey(call));
    this.#calls.push(call);
  }
}

function valuesOfEarlier(
  { history, earlier }: Transcript,
  tools: readonly ToolProfile[],
): FoundValue[] {
  const said = history.flatMap((text, turns) =>
    extractValues(text, "history").map((value) => ({ ...value, turns })),
  );
  const found = earlier.flatMap(({ tool, result }) =>
    flattenResult({ result, tool: toolNamed(tool, tools), source: "earlier" }),
  );
  return [...said, ...found];
}

function valuesOfResults(
  { request, finished }: Transcript,
  tools: readonly ToolProfile[],
): FoundValue[] {
  return finished
    .filter(({ error, task }) => error === undefined && task === undefined)
    .flatMap(({ tool, result }) =>
      flattenResult({
        result: newestFirst(result, request),
        tool: toolNamed(tool, tools),
        source: "result",
      }),
    );
}

function toolNamed(name: string, tools: readonly ToolProfile[]): ToolProfile | undefined {
  return tools.find((tool) => tool.name === name);
}

/**
 * Gives the arguments of the same call for other ids: "Customers C-1042 and C-2000" asks for both.
 */
function siblings(
  goal: ToolProfile,
  args: PlannedCall["args"],
  clause: string,
): PlannedCall["args"][] {
  if (goal.writes) return [];
  const ids = extractValues(clause, "request").filter(({ kind }) => kind === "id");
  const entry = Object.entries(args).find(([, value]) => ids.some((id) => id.value === value));
  if (entry === undefined) return [];
  const [key, bound] = entry;
  const shape = digitShape(String(bound));
  return ids
    .filter(({ value }) => value !== bound && digitShape(String(value)) === shape)
    .slice(0, SIBLING_LIMIT)
    .map(({ value }) => ({ ...args, [key]: value }));
}

/** Weighs how likely a tool's result holds what is needed. */
function promiseOf(tool: ToolProfile, needed: readonly string[], strength: number): number {
  const yields = tool.outputKeys.size > 0 ? 3 : 0;
  const about = needed.some((word) => tool.nouns.has(word)) ? 1.5 : 0;
  return yields + about + (strength >= 4 ? 2 : 0);
}

function isSearchForNothing(tool: ToolProfile, args: PlannedCall["args"]): boolean {
  return words(tool.name).includes("search") && Object.keys(args).length === 0;
}

function callKey(call: PlannedCall): string {
  return call.tool + JSON.stringify(call.args);
}
