import { isRecord } from "../../record.ts";
import { cutText } from "../../text/cut-text.ts";
import { newestFirst } from "../binding/flatten-result.ts";
import { asksForOne } from "../language/asks-for-one.ts";
import { words } from "../language/tokenize.ts";
import type { Plan } from "../plan/plan-calls.ts";
import type { FinishedCall, Transcript } from "../plan/transcript.ts";
import type { ToolProfile } from "../tool/tool-profile.ts";
import { isIdentifier, readNouns } from "../tool/tool-profile.ts";
import { answerList, asksYesOrNo } from "./answer-list.ts";
import { findList } from "./describe-list.ts";
import { describeRecord } from "./describe-record.ts";
import { findUnused } from "./unused-words.ts";

/** Ends every answer of the offline planner, which must not be taken for a language model's. */
export const OFFLINE_NOTICE: string =
  "[offline mode: rules chose the tools and laid out what they returned; no language model was used]";

/** The longest text that is written whole. */
const TEXT_LIMIT = 600;

/** The sources of an answer. */
export interface Answered {
  readonly transcript: Transcript;
  readonly plan: Plan;
  readonly tools: readonly ToolProfile[];
  /** Milliseconds since 1970, for words such as "this year". */
  readonly now: number;
  /** The names that the request has, beside the ids that were found for them. */
  readonly resolved: readonly { readonly name: string; readonly id: string }[];
}

/**
 * Writes the results of the finished calls as an answer, with what could not be done, the words of
 * the request that nothing used, and the notice.
 */
export function writeAnswer(answered: Answered): string {
  const { transcript, plan, tools, resolved } = answered;
  const answering = chooseCalls(transcript, plan);
  const paragraphs = answering.map((call) => {
    const clause = plan.chosen.find(({ tool }) => tool === call.tool)?.clause;
    const profile = tools.find(({ name }) => name === call.tool);
    const text = describeCall(call, clause ?? transcript.request, {
      profile,
      now: answered.now,
    });
    if (call.error === undefined && profile?.writes) return `Done: ${call.tool}. ${text}`;
    const given = resolved.filter(({ id }) => Object.values(call.args).includes(id));
    const meant = given.length
      ? given.map(({ name, id }) => `${name} (${id})`)
      : subjectOf(call, answering, transcript);
    const names = given.length ? given.map(({ name }) => name) : meant;
    return meant.length > 0 && !names.some((each) => text.includes(each))
      ? `${meant.join(", ")}: ${text}`
      : text;
  });
  const notes = [...plan.notes, ...noteUnused(answered, answering, paragraphs)];
  return [[...paragraphs, ...notes].join("\n"), OFFLINE_NOTICE].join("\n\n").trim();
}

/** Names the words that nothing used, so that an answer to less than the request shows it. */
function noteUnused(
  { transcript: { request, finished }, plan, tools }: Answered,
  answering: readonly FinishedCall[],
  paragraphs: readonly string[],
): string[] {
  const isDone = answering.length > 0 && answering.every(({ error }) => error === undefined);
  if (!isDone) return [];
  const called = new Set(answering.map(({ tool }) => tool));
  const unused = findUnused(request, {
    tools: tools.filter(({ name }) => called.has(name)),
    texts: [...finished.map(({ args }) => JSON.stringify(args)), ...paragraphs, ...plan.notes],
  });
  if (unused.length === 0) return [];
  return [`Not taken into account: ${unused.map((word) => `“${word}”`).join(", ")}.`];
}

/** Chooses the calls that answer the request, in the order of its questions. */
function chooseCalls({ finished }: Transcript, { chosen }: Plan): FinishedCall[] {
  const goals = chosen.map(({ tool }) => tool);
  const isReached = finished.some((call) => goals.includes(call.tool));
  const rankOf = ({ tool }: FinishedCall): number => {
    const rank = goals.indexOf(tool);
    return rank === -1 ? goals.length : rank;
  };
  // Calls that only led to another are left out, unless they are all there is or they failed.
  return finished
    .filter((call) => !isReached || goals.includes(call.tool) || call.error !== undefined)
    .sort((a, b) => rankOf(a) - rankOf(b));
}

/**
 * Gives the arguments that the answer to a call has to name: all of them when a tool was called for
 * several things, and else those that only an earlier turn named.
 */
function subjectOf(
  call: FinishedCall,
  answering: readonly FinishedCall[],
  { request, history }: Transcript,
): string[] {
  const given = Object.values(call.args).map(String);
  const isRepeated = answering.some((other) => other !== call && other.tool === call.tool);
  if (isRepeated) return given;
  return given.filter(
    (value) => !request.includes(value) && history.some((text) => text.includes(value)),
  );
}

/** The context of a result that is described. */
interface Description {
  readonly profile: ToolProfile | undefined;
  readonly now: number;
}

function describeCall(call: FinishedCall, clause: string, { profile, now }: Description): string {
  const { tool, result, error } = call;
  if (error !== undefined) return describeFailure(tool, error);
  const nouns = readNouns(tool);
  const list = findList(result);
  if (list) {
    const [newest] = newestFirst(list.items, clause) as unknown[];
    if (asksForOne(clause) && isRecord(newest)) {
      return describeRecord({ record: newest, clause, nouns });
    }
    return list.items.length === 0 && isFiltered(call)
      ? `${asksYesOrNo(clause) ? "No: " : ""}${tool} found nothing for ${JSON.stringify(call.args)}.`
      : answerList({
          ...{ list, tool, clause, nouns, now },
          settled: [...words(tool), ...Object.values(call.args)].join(" "),
          options: profile?.outputOptions ?? [],
        });
  }
  if (isRecord(result)) {
    return describeRecord({ record: result, clause, nouns, options: profile?.outputOptions ?? [] });
  }
  const text = String(result ?? "nothing").trim();
  return `${tool}: ${text.length > TEXT_LIMIT ? `${cutText(text, TEXT_LIMIT)}…` : text}`;
}

/**
 * Says whether a call asked for some items only: "There are no orders" would be wrong for pending
 * ones.
 */
function isFiltered({ tool, args }: FinishedCall): boolean {
  return Object.keys(args).some((key) => !isIdentifier(key)) || words(tool).includes("search");
}

function describeFailure(tool: string, error: string): string {
  // The rest of a refusal says what a model should do.
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
