import type { ToolMessage, ToolOutput } from "../conversation/message.ts";
import type { ToolReference } from "../event/agent-event.ts";
import type { EventPort } from "../event/event-port.ts";
import type { RequestedCall } from "../model/model-step.ts";
import type { ApproveOption } from "../question/approval-policy.ts";
import { decideApproval } from "../question/approval-policy.ts";
import { createApprovalRequest, describeRefusal } from "../question/approval-request.ts";
import { untilAborted } from "../time/until-aborted.ts";
import type { Clock } from "../time/wait.ts";
import type { AgentTool } from "../tool/agent-tool.ts";
import { OWN_SERVER } from "../tool/agent-tool.ts";
import type { ResultStore } from "../tool/result-store.ts";

/** What a round of tool calls needs. */
export interface ToolRoundOptions {
  tools: readonly AgentTool[];
  approve: ApproveOption;
  maxParallel: number;
  store: ResultStore;
  clock: Clock;
  signal: AbortSignal;
  events: EventPort;
  /** Takes each result as it comes, so that an interruption loses none. */
  results: ToolMessage["content"];
}

const SUMMARY_LIMIT = 200;

/** Runs the calls of one step, several at once, and collects their results. */
export async function runToolRound(
  calls: readonly RequestedCall[],
  options: ToolRoundOptions,
): Promise<void> {
  const waiting = [...calls];
  const work = async (): Promise<void> => {
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      options.signal.throwIfAborted();
      const output = await runCall(call, options);
      options.results.push({
        type: "tool-result",
        toolCallId: call.id,
        toolName: call.name,
        output,
      });
    }
  };
  const workers = Math.min(Math.max(options.maxParallel, 1), calls.length);
  const outcomes = await Promise.allSettled(Array.from({ length: workers }, work));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) throw failed.reason;
}

async function runCall(call: RequestedCall, options: ToolRoundOptions): Promise<ToolOutput> {
  const tool = options.tools.find(({ name }) => name === call.name);
  if (call.invalid !== undefined || tool === undefined) {
    const value = call.invalid ?? `There is no tool ${call.name}.`;
    return { type: "error-text", value };
  }
  const args = toRecord(call.args);
  const reference: ToolReference = {
    id: call.id,
    server: tool.server,
    tool: tool.tool,
    displayName: tool.displayName,
    args,
  };
  const refusal = await refuse(tool, reference, options);
  if (refusal !== undefined) {
    await options.events.emit({ type: "tool-denied", ...reference, reason: refusal });
    return { type: "error-text", value: refusal };
  }
  return execute(tool, reference, options);
}

async function refuse(
  tool: AgentTool,
  reference: ToolReference,
  options: ToolRoundOptions,
): Promise<string | undefined> {
  if (tool.server === OWN_SERVER) return undefined;
  const { annotations } = tool;
  const decision = await decideApproval({ ...reference, annotations }, options.approve);
  if (decision === "run") return undefined;
  if (decision === "deny") return describeRefusal("deny");
  const answer = await options.events.ask(createApprovalRequest(reference, annotations));
  options.signal.throwIfAborted();
  return answer === "approved" ? undefined : describeRefusal(answer);
}

async function execute(
  tool: AgentTool,
  reference: ToolReference,
  { store, clock, signal, events }: ToolRoundOptions,
): Promise<ToolOutput> {
  await events.emit({ type: "tool-start", ...reference });
  const started = clock.now();
  const output = await callTool(tool, reference, signal, (progress) =>
    events.offer({ type: "tool-progress", ...reference, ...progress }),
  );
  await events.emit({
    type: "tool-end",
    ...reference,
    result: summarize(output),
    isError: output.type === "error-text",
    ms: Math.round(clock.now() - started),
  });
  // What the model asks to read on is already cut to size.
  return tool.tool === "read_more" && tool.server === OWN_SERVER ? output : store.cap(output);
}

async function callTool(
  tool: AgentTool,
  { args }: ToolReference,
  signal: AbortSignal,
  onProgress: Parameters<AgentTool["call"]>[1]["onProgress"],
): Promise<ToolOutput> {
  try {
    // A tool that ignores the signal must not hold up the run.
    return await untilAborted(tool.call(args, { signal, onProgress }), signal);
  } catch (error) {
    signal.throwIfAborted();
    return { type: "error-text", value: error instanceof Error ? error.message : String(error) };
  }
}

function summarize(output: ToolOutput): string {
  const text =
    output.type === "content"
      ? output.value
          .map((part) => (part.type === "text" ? part.text : `[${part.mediaType}]`))
          .join(" ")
      : typeof output.value === "string"
        ? output.value
        : JSON.stringify(output.value);
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > SUMMARY_LIMIT ? `${line.slice(0, SUMMARY_LIMIT - 1)}…` : line;
}

function toRecord(args: unknown): Record<string, unknown> {
  return typeof args === "object" && args !== null && !Array.isArray(args)
    ? (args as Record<string, unknown>)
    : {};
}
