import type { Clock } from "@mortise/protocol";
import { MortiseError, untilAborted } from "@mortise/protocol";
import type { Conversation } from "../conversation/conversation.ts";
import type { ToolOutput, ToolResultPart } from "../conversation/message.ts";
import type { OpenTask } from "../conversation/open-task.ts";
import { describeOpenTask } from "../conversation/open-task.ts";
import type { ToolReference } from "../event/agent-event.ts";
import type { EventPort } from "../event/event-port.ts";
import type { RequestedCall } from "../model/requested-call.ts";
import type { ApproveOption } from "../question/approval-policy.ts";
import { decideApproval } from "../question/approval-policy.ts";
import type { Refusal } from "../question/approval-request.ts";
import { createApprovalRequest, describeRefusal } from "../question/approval-request.ts";
import { cutText } from "../text/cut-text.ts";
import type { AgentTool } from "../tool/agent-tool.ts";
import { TaskLeft } from "../tool/agent-tool.ts";
import { FailedCall } from "../tool/failed-call.ts";
import type { ResultStore } from "../tool/result-store.ts";
import { RoundTasks } from "./round-tasks.ts";

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
  /** Keeps the tasks that calls became. */
  readonly tasks: TaskKeeper;
  /** How many milliseconds other results wait for a call that became a task. */
  readonly taskWaitMs: number;
}

/** Keeps the open tasks of a conversation. */
type TaskKeeper = Pick<Conversation, "addTask" | "endTask" | "leaveTask">;

/** One call of a round, and the task that it became. */
interface RoundCall {
  readonly requested: RequestedCall;
  /** Ends the wait for its task. */
  readonly leave: AbortController;
  task: OpenTask | undefined;
  isLeft: boolean;
}

const SUMMARY_LIMIT = 200;
/** Says to the model that a call failed in a way that is not the model's to know. */
const FAILED = "The call failed unexpectedly.";

/**
 * Runs the calls of one step, several at once; one that became a task counts no longer. After a failure no
 * further call begins; it rejects with the first one when the calls that had begun have ended.
 */
export async function runToolRound(
  calls: readonly RequestedCall[],
  options: ToolRoundOptions,
): Promise<void> {
  const { maxParallel, signal, onResult, tasks, clock, taskWaitMs } = options;
  const waiting = [...calls];
  const working: Promise<void>[] = [];
  const round = new RoundTasks(calls.length, { clock, waitMs: taskWaitMs });
  const begin = (): void => void working.push(work().catch(stop));
  const take = ({ leave }: RoundCall): void => {
    round.take(leave);
    if (waiting.length > 0) begin();
  };
  const work = async (): Promise<void> => {
    for (let requested = waiting.shift(); requested; requested = waiting.shift()) {
      signal.throwIfAborted();
      const call: RoundCall = {
        requested,
        leave: new AbortController(),
        task: undefined,
        isLeft: false,
      };
      const { id: toolCallId, name: toolName } = requested;
      try {
        const output = await runCall(call, { ...options, take });
        onResult({ type: "tool-result", toolCallId, toolName, output });
        if (call.task && call.isLeft) tasks.leaveTask(call.task);
        else if (call.task) tasks.endTask(call.task);
      } catch (error) {
        if (call.task && !leavesTasks(signal.reason)) tasks.endTask(call.task);
        throw error;
      } finally {
        round.end(call.leave);
      }
    }
  };
  const stop = (error: unknown): never => {
    waiting.length = 0;
    throw error;
  };
  for (let index = 0; index < Math.min(maxParallel, calls.length); index += 1) begin();
  let failure: { readonly reason: unknown } | undefined;
  // More may begin while these are at work.
  for (const each of working) {
    await each.catch((reason: unknown) => {
      failure ??= { reason };
    });
  }
  if (failure) throw failure.reason;
}

/** Returns whether tasks go on after a run that ended for `reason`: its time was up, or the agent was closed. */
function leavesTasks(reason: unknown): boolean {
  return MortiseError.is(reason) && (reason.code === "TIMEOUT" || reason.code === "CLOSED");
}

/** The options of a round, with the function that counts a call that became a task. */
interface CallOptions extends ToolRoundOptions {
  readonly take: (call: RoundCall) => void;
}

async function runCall(call: RoundCall, options: CallOptions): Promise<ToolOutput> {
  const { id, name, args, invalid } = call.requested;
  const tool = options.tools.find((each) =>
    each.openTask ? each.openTask.toolCallId === id : each.name === name,
  );
  if (invalid !== undefined || tool === undefined) {
    return { type: "error-text", value: invalid ?? `There is no tool ${name}.` };
  }
  const reference: ToolReference = {
    id,
    server: tool.server,
    tool: tool.tool,
    displayName: tool.displayName,
    args: tool.toArguments?.(args) ?? args,
    ...(tool.isOwn && { isOwn: true }),
  };
  const refusal = await refuse(tool, reference, options);
  // The run may have ended while the call waited for its approval.
  options.signal.throwIfAborted();
  if (refusal === undefined) return execute(tool, reference, { ...options, call });
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
  if (tool.isOwn || tool.openTask) return undefined;
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
  options: ExecuteOptions,
): Promise<ToolOutput> {
  const { store, clock, events, call, take } = options;
  if (tool.openTask) {
    call.task = tool.openTask;
    take(call);
    await events.emit({ type: "tool-task", ...reference, task: tool.openTask.name });
  } else await events.emit({ type: "tool-start", ...reference });
  const startedAt = clock.monotonic();
  const { output, error } = await callTool(tool, reference, options);
  await events.emit({
    type: "tool-end",
    ...reference,
    result: summarize(output),
    isError: output.type === "error-text",
    ...(error !== undefined && { error }),
    ...(call.isLeft && { isLeft: true as const }),
    durationMs: Math.round(clock.monotonic() - startedAt),
  });
  return tool.isPaged ? output : store.cap(output);
}

/** The options of a round, for one of its calls. */
interface ExecuteOptions extends CallOptions {
  readonly call: RoundCall;
}

async function callTool(
  tool: AgentTool,
  reference: ToolReference,
  { signal, events, call, tasks, take }: ExecuteOptions,
): Promise<{ readonly output: ToolOutput; readonly error?: Error }> {
  signal.throwIfAborted();
  const stop = new AbortController();
  const end = (): void => {
    const mayGoOn = call.task !== undefined || tool.isOwn === true;
    if (mayGoOn && leavesTasks(signal.reason)) call.leave.abort();
    else stop.abort(signal.reason);
  };
  signal.addEventListener("abort", end, { once: true });
  const { id: toolCallId, server, tool: name } = reference;
  try {
    const calling = tool.call(reference.args, {
      signal: stop.signal,
      onProgress: (progress) => events.offer({ type: "tool-progress", ...reference, ...progress }),
      leave: call.leave.signal,
      onTask: (taskId) => {
        const { name: toolName } = call.requested;
        call.task = tasks.addTask({ taskId, server, tool: name, toolCallId, toolName });
        take(call);
        void events.emit({ type: "tool-task", ...reference, task: call.task.name });
      },
    });
    // A tool that ignores the signal must not hold up the run.
    return { output: await untilAborted(calling, signal) };
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof TaskLeft) {
      call.isLeft = true;
      const value = describeOpenTask(call.task?.name ?? String(reference.args["task"]));
      return { output: { type: "text", value } };
    }
    const error = toError(thrown instanceof FailedCall ? thrown.cause : thrown);
    const value = thrown instanceof FailedCall ? thrown.message : FAILED;
    return { output: { type: "error-text", value }, error };
  } finally {
    signal.removeEventListener("abort", end);
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
