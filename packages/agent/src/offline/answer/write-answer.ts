import { newestFirst } from "../binding/flatten-result.ts";
import { asksForOne } from "../language/asks-for-one.ts";
import { words } from "../language/tokenize.ts";
import type { Plan } from "../plan/plan-calls.ts";
import type { FinishedCall, Transcript } from "../plan/transcript.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";
import { isIdentifier, readNouns } from "../tool/tool-profile.ts";
import { describeList, findList } from "./describe-list.ts";
import { describeRecord } from "./describe-record.ts";
import { isRecord } from "./field.ts";

/** Ends every answer of the offline planner, so that nobody takes it for a language model's. */
export const OFFLINE_NOTICE: string =
  "[offline mode: rules chose the tools and laid out what they returned; no language model was used]";

const TEXT_LIMIT = 600;

/** Writes what the finished calls returned as an answer, with what could not be done and the notice. */
export function writeAnswer(
  transcript: Transcript,
  plan: Plan,
  tools: readonly ToolProfile[],
): string {
  const writers = new Set(tools.filter(({ writes }) => writes).map(({ name }) => name));
  const goals = new Set(plan.chosen.map(({ tool }) => tool));
  const { finished } = transcript;
  // Calls that only led to another are left out, unless they are all there is or they failed.
  const reached = finished.some((call) => goals.has(call.tool));
  const order = plan.chosen.map(({ tool }) => tool);
  // Parallel calls end in any order, answers are given in the order of the questions.
  const told = finished
    .filter((call) => !reached || goals.has(call.tool) || call.error !== undefined)
    .sort((a, b) => rankIn(order, a) - rankIn(order, b));
  const paragraphs = told.map((call) => {
    const clause = plan.chosen.find(({ tool }) => tool === call.tool)?.clause;
    const text = describeCall(call, clause ?? transcript.request);
    if (call.error === undefined && writers.has(call.tool)) return `Done: ${call.tool}. ${text}`;
    // Where a tool was called for several things, each answer says for which.
    const repeated = told.some((other) => other !== call && other.tool === call.tool);
    const given = Object.values(call.args).map(String);
    // What an earlier turn named is named again, so that nobody mistakes whom the answer is about.
    const meant = repeated ? given : given.filter((each) => isOfBefore(each, transcript));
    return meant.length > 0 && !meant.some((each) => text.includes(each))
      ? `${meant.join(", ")}: ${text}`
      : text;
  });
  return [[...paragraphs, ...plan.notes].join("\n"), OFFLINE_NOTICE].join("\n\n").trim();
}

function isOfBefore(value: string, { request, history }: Transcript): boolean {
  return !request.includes(value) && history.some((text) => text.includes(value));
}

function rankIn(order: readonly string[], { tool }: FinishedCall): number {
  const rank = order.indexOf(tool);
  return rank === -1 ? order.length : rank;
}

function describeCall(call: FinishedCall, clause: string): string {
  if (call.error !== undefined) return describeFailure(call.tool, call.error);
  const nouns = readNouns(call.tool);
  const list = findList(call.result);
  if (list) {
    const [newest] = newestFirst(list.items, clause) as unknown[];
    if (asksForOne(clause) && isRecord(newest)) return describeRecord(newest, clause, nouns);
    // "There are no orders" would be wrong where only pending ones were asked for.
    const isFiltered = Object.keys(call.args).some((key) => !isIdentifier(key));
    if (list.items.length === 0 && (isFiltered || words(call.tool).includes("search"))) {
      return `${call.tool} found nothing for ${JSON.stringify(call.args)}.`;
    }
    return describeList(list, call.tool, clause);
  }
  if (isRecord(call.result)) return describeRecord(call.result, clause, nouns);
  const text = String(call.result ?? "nothing").trim();
  return `${call.tool}: ${text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…` : text}`;
}

function describeFailure(tool: string, error: string): string {
  // The rest of a refusal tells a model what to do.
  const refusal = /^Not run: ([^.]+)\./.exec(error)?.[1];
  return refusal === undefined
    ? `${tool} failed: ${readError(error)}`
    : `${tool} was not run: ${refusal}.`;
}

function readError(error: string): string {
  try {
    const parsed: unknown = JSON.parse(error);
    if (isRecord(parsed) && typeof parsed["error"] === "string") return parsed["error"];
  } catch {
    // Not JSON: the message is the text itself.
  }
  return error;
}
