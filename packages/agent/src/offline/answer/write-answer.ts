import { cutText } from "../../text/cut-text.ts";
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

/** Ends every answer of the offline planner, which must not be taken for a language model's. */
export const OFFLINE_NOTICE: string =
  "[offline mode: rules chose the tools and laid out what they returned; no language model was used]";

/** The longest text that is written whole. */
const TEXT_LIMIT = 600;

/**
 * Writes the results of the finished calls as an answer, with what could not be done and the
 * notice.
 */
export function writeAnswer(
  transcript: Transcript,
  plan: Plan,
  tools: readonly ToolProfile[],
): string {
  const writers = new Set(tools.filter(({ writes }) => writes).map(({ name }) => name));
  const answering = chooseCalls(transcript, plan);
  const paragraphs = answering.map((call) => {
    const clause = plan.chosen.find(({ tool }) => tool === call.tool)?.clause;
    const text = describeCall(call, clause ?? transcript.request);
    if (call.error === undefined && writers.has(call.tool)) return `Done: ${call.tool}. ${text}`;
    const meant = subjectOf(call, answering, transcript);
    return meant.length > 0 && !meant.some((each) => text.includes(each))
      ? `${meant.join(", ")}: ${text}`
      : text;
  });
  return [[...paragraphs, ...plan.notes].join("\n"), OFFLINE_NOTICE].join("\n\n").trim();
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

function describeCall(call: FinishedCall, clause: string): string {
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
      ? `${tool} found nothing for ${JSON.stringify(call.args)}.`
      : describeList({ list, tool, clause });
  }
  if (isRecord(result)) return describeRecord({ record: result, clause, nouns });
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
