import type { Binding } from "../binding/bind-arguments.ts";
import { bindArguments } from "../binding/bind-arguments.ts";
import { flattenResult, newestFirst } from "../binding/flatten-result.ts";
import { speaksOfMany } from "../binding/may-bind.ts";
import type { FoundValue } from "../language/extract-values.ts";
import { extractValues } from "../language/extract-values.ts";
import { isForeign } from "../language/is-foreign.ts";
import { splitRequest } from "../language/split-request.ts";
import { words } from "../language/tokenize.ts";
import { FREE_TEXT_PARAMETER, PERSON_NOUNS } from "../language/vocabulary.ts";
import { describeTools } from "../tool/describe-tools.ts";
import { matchResource } from "../tool/match-resource.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";
import { isReference, mayYield } from "../tool/tool-profile.ts";
import { chooseTool, ordersChange, readingTools } from "./choose-tool.ts";
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
  /** True when some clause matched nothing. */
  isLost: boolean;
}

const ENGLISH_ONLY =
  "Without a language model I read English only, so I may have missed what you asked for; nothing was changed that is not listed above.";

/** How many calls one request may lead to before chaining ends. */
const CHAIN_LIMIT = 4;

/** How many further ids of one kind a clause may name. */
const SIBLING_LIMIT = 4;

/** Decides the next calls from the transcript alone. */
export function planCalls(transcript: Transcript, tools: readonly ToolProfile[]): Plan {
  const planner = new Planner(transcript, tools);
  const nouns = new Set(tools.flatMap((tool) => [...tool.nouns]));
  for (const clause of splitRequest(transcript.request, nouns)) planner.plan(clause);
  const plan = planner.finish();
  if (isForeign(transcript.request)) plan.notes.push(ENGLISH_ONLY);
  else if (plan.isLost && plan.chosen.length === 0) plan.notes.push(describeTools(tools));
  return plan;
}

class Planner {
  readonly #finished: readonly FinishedCall[];
  readonly #tools: readonly ToolProfile[];
  readonly #asked: FoundValue[];
  readonly #known: FoundValue[];
  readonly #made: Set<string>;
  readonly #plan: Plan = { calls: [], notes: [], chosen: [], isLost: false };

  constructor({ request, history, earlier, finished }: Transcript, tools: readonly ToolProfile[]) {
    const byName = new Map(tools.map((tool) => [tool.name, tool]));
    const mine = extractValues(request, "request");
    const before = [
      ...history.flatMap((text, turns) =>
        extractValues(text, "history").map((value) => ({ ...value, turns })),
      ),
      ...earlier.flatMap(({ tool, result }) => flattenResult(result, byName.get(tool), "earlier")),
    ];
    const results = finished
      .filter((call) => call.error === undefined)
      .flatMap((call) => flattenResult(newestFirst(call.result, request), byName.get(call.tool)));
    this.#finished = finished;
    this.#tools = tools;
    this.#asked = [...mine, ...before];
    this.#known = [...mine, ...results, ...before];
    this.#made = new Set(finished.map((call) => callKey(call)));
  }

  plan(clause: string): void {
    const resource = ordersChange(clause) ? undefined : matchResource(clause, this.#tools);
    if (resource !== undefined) {
      this.#plan.chosen.push({ clause, tool: resource.tool.name });
      this.#call(resource.tool, resource.args);
      return;
    }
    // The target is chosen from the request alone: results may fill arguments, but not change the goal.
    const goal = chooseTool(clause, this.#tools, this.#asked);
    if (!goal) {
      if (ordersChange(clause)) this.#refuse(clause);
      else this.#planByValue(clause);
      return;
    }
    if (ordersChange(clause, goal)) {
      this.#refuse(clause);
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

  // Reading something instead would look as if it had been done.
  #refuse(clause: string): void {
    this.#plan.notes.push(
      `I cannot do “${clause}”: no available tool makes that change. Nothing was changed.`,
    );
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
      for (const each of [args, ...this.#siblings(tool, args, clause)]) this.#call(tool, each);
    }
    if (!takers.length && !this.#planByName(clause)) {
      this.#plan.notes.push(`No available tool seems to match “${clause}”.`);
      this.#plan.isLost = true;
    }
  }

  /** Looks a person up who is asked for by name. */
  #planByName(clause: string): boolean {
    const name = extractValues(clause, "request").find(({ kind }) => kind === "name");
    if (name === undefined || !/^(?:who|what do you know|find|show|look up)\b/i.test(clause)) {
      return false;
    }
    for (const tool of personSearches(this.#tools)) {
      const [key] = Object.keys(tool.parameters).filter((each) => FREE_TEXT_PARAMETER.test(each));
      if (key === undefined) continue;
      this.#plan.chosen.push({ clause, tool: tool.name });
      this.#call(tool, { [key]: name.value });
    }
    return this.#plan.chosen.some((chosen) => chosen.clause === clause);
  }

  /** Calls a read-only tool whose result may hold what the goal lacks. */
  #chain(goal: ToolProfile, binding: Binding, clause: string): void {
    const needed = binding.missing.flatMap(words).filter((word) => word !== "id");
    // What is written must follow from this request alone.
    const known = goal.writes
      ? this.#known.filter(({ source }) => source === "request" || source === "result")
      : this.#known;
    const referable = binding.missing.every((key) => isReference(key, goal));
    const sources = this.#tools
      .filter((tool) => !tool.writes && tool !== goal)
      .filter((tool) => binding.missing.some((key) => mayYield(tool, key)))
      .map((tool) => ({ tool, ...bindArguments(tool, clause, known, this.#tools) }))
      .filter(({ tool, missing, args }) => !missing.length && !this.#isMade(tool.name, args))
      .map((source) => ({
        ...source,
        promise: this.#promise(source.tool, needed, source.strength),
      }))
      .filter(({ promise, strength }) => promise >= 2 && (strength >= 4 || promise >= 3))
      // A list of all there is does not say where to write.
      .filter(({ strength }) => strength >= 4 || !goal.writes)
      .sort((a, b) => b.promise - a.promise || b.strength - a.strength);
    const [source] = sources;
    const isOfMany = binding.missing.some((key) => speaksOfMany(clause, key));
    if (source && referable && !isOfMany && this.#finished.length < CHAIN_LIMIT) {
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
    const yields = tool.outputKeys.size > 0 ? 3 : 0;
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

function personSearches(tools: readonly ToolProfile[]): ToolProfile[] {
  return tools
    .filter(
      ({ name, nouns, writes, required }) =>
        !writes &&
        words(name).includes("search") &&
        [...nouns].some((noun) => PERSON_NOUNS.has(noun)) &&
        required.every((key) => FREE_TEXT_PARAMETER.test(key)),
    )
    .slice(0, 2);
}

function callKey(call: PlannedCall): string {
  return call.tool + JSON.stringify(call.args);
}
