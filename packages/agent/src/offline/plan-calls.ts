import type { Binding } from "./bind-arguments.ts";
import { bindArguments } from "./bind-arguments.ts";
import { chooseTool, isReference, readingTools } from "./choose-tool.ts";
import type { FoundValue } from "./extract-values.ts";
import { extractValues } from "./extract-values.ts";
import { flattenResult, newestFirst } from "./flatten-result.ts";
import { splitRequest } from "./split-request.ts";
import { words } from "./tokenize.ts";
import type { ToolProfile } from "./tool-profile.ts";
import type { FinishedCall, Transcript } from "./transcript.ts";

/** A call that the planner wants made. */
export interface PlannedCall {
  tool: string;
  args: Record<string, unknown>;
}

/** What to do next, and why some parts of the request go unanswered. */
export interface Plan {
  calls: PlannedCall[];
  notes: string[];
  /** The clause that each chosen tool answers. */
  chosen: { clause: string; tool: string }[];
}

/** How many calls one request may lead to before chaining ends. */
const CHAIN_LIMIT = 6;

/** How many further ids of one kind a clause may name. */
const SIBLING_LIMIT = 4;

/** Decides the next calls from the transcript alone. */
export function planCalls(transcript: Transcript, tools: readonly ToolProfile[]): Plan {
  const planner = new Planner(transcript, tools);
  const nouns = new Set(tools.flatMap((tool) => [...tool.nouns]));
  for (const clause of splitRequest(transcript.request, nouns)) planner.plan(clause);
  return planner.finish();
}

class Planner {
  readonly #finished: readonly FinishedCall[];
  readonly #tools: readonly ToolProfile[];
  readonly #asked: FoundValue[];
  readonly #known: FoundValue[];
  readonly #made: Set<string>;
  readonly #plan: Plan = { calls: [], notes: [], chosen: [] };

  constructor({ request, history, finished }: Transcript, tools: readonly ToolProfile[]) {
    const byName = new Map(tools.map((tool) => [tool.name, tool]));
    const mine = extractValues(request, "request");
    const earlier = history.flatMap((text) => extractValues(text, "history"));
    const results = finished
      .filter((call) => call.error === undefined)
      .flatMap((call) => flattenResult(newestFirst(call.result, request), byName.get(call.tool)));
    this.#finished = finished;
    this.#tools = tools;
    this.#asked = [...mine, ...earlier];
    this.#known = [...mine, ...results, ...earlier];
    this.#made = new Set(finished.map((call) => callKey(call)));
  }

  plan(clause: string): void {
    // The target is chosen from the request alone: results may fill arguments, but not change the goal.
    const goal = chooseTool(clause, this.#tools, this.#asked);
    if (!goal) {
      this.#planByValue(clause);
      return;
    }
    this.#plan.chosen.push({ clause, tool: goal.name });
    if (this.#finished.some((call) => call.tool === goal.name)) return;
    const binding = bindArguments(goal, clause, this.#known, this.#tools);
    if (binding.missing.length === 0) {
      for (const args of [binding.args, ...this.#siblings(goal, binding.args, clause)]) {
        this.#call(goal, args);
      }
    } else this.#chain(goal, binding, clause);
  }

  finish(): Plan {
    return this.#plan;
  }

  // Nothing matches by words, but the request holds a value that some reading tool clearly takes.
  #planByValue(clause: string): void {
    const values = extractValues(clause, "request");
    const telling = this.#asked.some(
      ({ kind, source }) =>
        source === "request" && ["id", "uuid", "url", "path", "email"].includes(kind),
    );
    const takers = telling
      ? readingTools(this.#tools)
          .map((tool) => ({ tool, ...bindArguments(tool, clause, values, this.#tools) }))
          .filter(({ missing, strength }) => missing.length === 0 && strength >= 4.5)
          .slice(0, 3)
      : [];
    for (const { tool, args } of takers) {
      this.#plan.chosen.push({ clause, tool: tool.name });
      this.#call(tool, args);
    }
    if (!takers.length) this.#plan.notes.push(`No available tool seems to match “${clause}”.`);
  }

  /** Calls a read-only tool whose result may hold what the goal lacks. */
  #chain(goal: ToolProfile, binding: Binding, clause: string): void {
    const needed = binding.missing.flatMap(words).filter((word) => word !== "id");
    const referable = binding.missing.every((key) => isReference(key, goal));
    const sources = this.#tools
      .filter((tool) => !tool.writes && tool !== goal)
      .map((tool) => ({ tool, ...bindArguments(tool, clause, this.#known, this.#tools) }))
      .filter(({ tool, missing, args }) => !missing.length && !this.#isMade(tool.name, args))
      .map((source) => ({
        ...source,
        promise: this.#promise(source.tool, needed, source.strength),
      }))
      .filter(({ promise, strength }) => promise >= 2 && (strength >= 4 || promise >= 3))
      .sort((a, b) => b.promise - a.promise || b.strength - a.strength);
    const [source] = sources;
    if (source && referable && this.#finished.length < CHAIN_LIMIT) {
      this.#call(source.tool, source.args);
      return;
    }
    const lacking = binding.missing.map((key) => `\`${key}\``).join(", ");
    this.#plan.notes.push(
      `${goal.name} looks right for “${clause}”, but it needs ${lacking} and I could not find that in your message or in earlier results.`,
    );
  }

  // "Customers C-1042 and C-2000" asks for both: the same call with each id of the same shape.
  #siblings(
    goal: ToolProfile,
    args: Record<string, unknown>,
    clause: string,
  ): Record<string, unknown>[] {
    if (goal.writes) return [];
    const ids = extractValues(clause, "request").filter(({ kind }) => kind === "id");
    const entry = Object.entries(args).find(([, value]) => ids.some((id) => id.value === value));
    if (entry === undefined) return [];
    const [key, bound] = entry;
    const shape = String(bound).replace(/\d+/g, "9");
    return ids
      .filter(({ value }) => value !== bound && String(value).replace(/\d+/g, "9") === shape)
      .slice(0, SIBLING_LIMIT)
      .map(({ value }) => ({ ...args, [key]: value }));
  }

  #promise(tool: ToolProfile, needed: readonly string[], strength: number): number {
    const yields = needed.some((word) => tool.outputWords.has(word)) ? 3 : 0;
    const about = needed.some((word) => tool.nouns.has(word)) ? 1.5 : 0;
    return yields + about + (strength >= 4 ? 2 : 0);
  }

  #isMade(tool: string, args: Record<string, unknown>): boolean {
    return this.#made.has(callKey({ tool, args }));
  }

  #call(tool: ToolProfile, args: Record<string, unknown>): void {
    if (this.#isMade(tool.name, args)) return;
    this.#made.add(callKey({ tool: tool.name, args }));
    this.#plan.calls.push({ tool: tool.name, args });
  }
}

function callKey(call: PlannedCall): string {
  return call.tool + JSON.stringify(call.args);
}
