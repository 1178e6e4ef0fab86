import type { Clock } from "@mortise/protocol";
import { untilAborted } from "@mortise/protocol";
import type { ToolOutput, ToolResultPart } from "../conversation/message.ts";
import type { ToolReference } from "../event/agent-event.ts";
import type { EventPort } from "../event/event-port.ts";
import type { RequestedCall } from "../model/requested-call.ts";
import type { ApproveOption } from "../question/approval-policy.ts";
import { decideApproval } from "../question/approval-policy.ts";
import type { Refusal } from "../question/approval-request.ts";
import { createApprovalRequest, describeRefusal } from "../question/approval-request.ts";
import { cutText } from "../text/cut-text.ts";
import type { AgentTool } from "../tool/agent-tool.ts";
import { FailedCall } from "../tool/failed-call.ts";
import type { ResultStore } from "../tool/result-store.ts";

/** The parts of an agent that a round of tool calls uses. */
export interface ToolRoundOptions {
  /** The tools that the model was offered. */
  readonly tools: readonly AgentTool[];
  /** Which calls need approval. */
  readonly approve: ApproveOption;
  /** How many calls run at once; at least 1. */
  readonly maxParallel: number;
  /** Where results that are too long to show are kept. */
  readonly store: ResultStore;
  readonly clock: Clock;
  /** Ends the round. */
  readonly signal: AbortSignal;
  readonly events: EventPort;
  /** Called with each result as it comes, so that an interruption loses none. */
  readonly onResult: (result: ToolResultPart) => void;
}

const SUMMARY_LIMIT = 200;
/** Says to the model that a call failed in a way that is not the model's to know. */
const FAILED = "The call failed unexpectedly.";

/**
 * Runs the calls of one step, several at once. After a failure no further call begins; it rejects
 * with the first one when the calls that had begun have ended.
 */
export async function runToolRound(
  calls: readonly RequestedCall[],
  options: ToolRoundOptions,
): Promise<void> {
  const { maxParallel, signal, onResult } = options;
  const waiting = [...calls];
  const work = async (): Promise<void> => {
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      signal.throwIfAborted();
      const { id: toolCallId, name: toolName } = call;
      const output = await runCall(call, options);
      onResult({ type: "tool-result", toolCallId, toolName, output });
    }
  };
  const stop = (error: unknown): never => {
    waiting.length = 0;
    throw error;
  };
  const workers = Math.min(maxParallel, calls.length);
  const outcomes = await Promise.allSettled(
    Array.from({ length: workers }, () => work().catch(stop)),
  );
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
}

async function runCall(call: RequestedCall, options: ToolRoundOptions): Promise<ToolOutput> {
  const tool = options.tools.find(({ name }) => name === call.name);
  if (call.invalid !== undefined || tool === undefined) {
    return { type: "error-text", value: call.invalid ?? `There is no tool ${call.name}.` };
  }
  const reference: ToolReference = {
    id: call.id,
    server: tool.server,
    tool: tool.tool,
    displayName: tool.displayName,
    args: tool.toArguments?.(call.args) ?? call.args,
    ...(tool.isOwn && { isOwn: true }),
  };
  const refusal = await refuse(tool, reference, options);
  // The run may have ended while the call waited for its approval.
  options.signal.throwIfAborted();
  if (refusal === undefined) return execute(tool, reference, options);
  const reason = describeRefusal(refusal);
  await options.events.emit({ type: "tool-denied", ...reference, reason });
  return { type: "error-text", value: reason };
}

/** Says why a call must not be made; `undefined` when it may. */
async function refuse(
  tool: AgentTool,
  reference: ToolReference,
  { approve, events }: ToolRoundOptions,
): Promise<Refusal | undefined> {
  if (tool.isOwn) return undefined;
  const { annotations } = tool;
  const { server, args } = reference;
  const decision = await decideApproval({ server, tool: tool.tool, args, annotations }, approve);
  if (decision === "run") return undefined;
  if (decision === "deny") return "deny";
  const answer = await events.ask(createApprovalRequest(reference, annotations));
  return answer === "approved" ? undefined : answer;
}

async function execute(
  tool: AgentTool,
  reference: ToolReference,
  options: ToolRoundOptions,
): Promise<ToolOutput> {
  const { store, clock, events } = options;
  await events.emit({ type: "tool-start", ...reference });
  const startedAt = clock.monotonic();
  const { output, error } = await callTool(tool, reference, options);
  await events.emit({
    type: "tool-end",
    ...reference,
    result: summarize(output),
    isError: output.type === "error-text",
    ...(error !== undefined && { error }),
    durationMs: Math.round(clock.monotonic() - startedAt),
  });
  return tool.isPaged ? output : store.cap(output);
}

async function callTool(
  tool: AgentTool,
  reference: ToolReference,
  { signal, events }: ToolRoundOptions,
): Promise<{ readonly output: ToolOutput; readonly error?: Error }> {
  signal.throwIfAborted();
  try {
    const call = tool.call(reference.args, {
      signal,
      onProgress: (progress) => events.offer({ type: "tool-progress", ...reference, ...progress }),
    });
    // A tool that ignores the signal must not hold up the run.
    return { output: await untilAborted(call, signal) };
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toError(thrown instanceof FailedCall ? thrown.cause : thrown);
    const value = thrown instanceof FailedCall ? thrown.message : FAILED;
    return { output: { type: "error-text", value }, error };
  }
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** Writes the beginning of a result on one line. */
function summarize(output: ToolOutput): string {
  const line = textOf(output).replace(/\s+/g, " ").trim();
  return line.length > SUMMARY_LIMIT ? `${cutText(line, SUMMARY_LIMIT - 1)}…` : line;
}

function textOf(output: ToolOutput): string {
  if (output.type === "content") {
    const parts = output.value.map((part) =>
      part.type === "text" ? part.text : `[${part.mediaType}]`,
    );
    return parts.join(" ");
  }
  return typeof output.value === "string" ? output.value : JSON.stringify(output.value);
}
