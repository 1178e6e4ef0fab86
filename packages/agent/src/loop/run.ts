import type { Clock } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Conversation } from "../conversation/conversation.ts";
import type { AgentMessage, FilePart } from "../conversation/message.ts";
import { toolCallsOf } from "../conversation/message.ts";
import type { LimitName, StopReason } from "../event/agent-event.ts";
import type { EventPort } from "../event/event-port.ts";
import type { ModelStepResult } from "../model/answer-reader.ts";
import { toModelError } from "../model/model-error.ts";
import { isTooLong } from "../model/model-refusal.ts";
import type { RequestedCall } from "../model/requested-call.ts";
import type { ResolvedModel } from "../model/resolved-model.ts";
import type { ApproveOption } from "../question/approval-policy.ts";
import type { FailedServer, OpenServer } from "../server/open-server.ts";
import type { AgentTool } from "../tool/agent-tool.ts";
import type { ResultStore } from "../tool/result-store.ts";
import { toToolDefinition } from "../tool/tool-definition.ts";
import { ToolSearch } from "../tool/tool-search.ts";
import type { ToolSet } from "../tool/tool-set.ts";
import type { FindConnection } from "../tool/wait-for-task.ts";
import { createWaitForTaskTool, resumedCalls } from "../tool/wait-for-task.ts";
import { askWithRecovery } from "./ask-with-recovery.ts";
import { LAST_STEP, writeInstructions } from "./instructions.ts";
import type { Limits } from "./limits.ts";
import { describeLimit } from "./limits.ts";
import { runToolRound } from "./tool-round.ts";

/** Everything that one run works with. */
export interface RunContext {
  readonly resolved: ResolvedModel;
  readonly open: readonly OpenServer[];
  readonly failed: readonly FailedServer[];
  readonly toolSet: ToolSet;
  /** The files that the provider refused; they are replaced by notes. */
  readonly refusedFiles: WeakSet<FilePart>;
  /** Where results that are too long to show are kept. */
  readonly store: ResultStore;
  readonly conversation: Conversation;
  /** The instructions that the agent was given. */
  readonly instructions: string | undefined;
  readonly approve: ApproveOption;
  readonly limits: Limits;
  /** How many tools run at once. */
  readonly maxParallel: number;
  /** How many milliseconds other results wait for a call that became a task. */
  readonly taskWaitMs: number;
  /** Above how many tools the model searches for them. */
  readonly searchAbove: number;
  readonly clock: Clock;
  /** Ends the run. */
  readonly signal: AbortSignal;
  readonly events: EventPort;
}

const STOP_REASONS: Readonly<Record<ModelStepResult["finish"], StopReason>> = {
  stop: "answer",
  "tool-calls": "answer",
  length: "length",
  refusal: "refusal",
};

/** One request to the agent, from the model's first step to the end of the run. */
export class Run {
  readonly #context: RunContext;
  readonly #instructions: string;
  readonly #search: ToolSearch | undefined;
  readonly #timer = new AbortController();
  readonly #signal: AbortSignal;
  #inputTokens = 0;
  #outputTokens = 0;
  #steps = 0;
  #toolCalls = 0;
  #text = "";
  #partial = "";
  /** Whether the model refused the conversation because of its length. */
  #isTooLong = false;

  constructor(context: RunContext) {
    const { toolSet, searchAbove, open, failed, conversation, instructions: own } = context;
    this.#context = context;
    this.#instructions = writeInstructions({ own, servers: open, failed });
    this.#signal = AbortSignal.any([context.signal, this.#timer.signal]);
    if (toolSet.tools.length > searchAbove) {
      const calls = conversation.messages.flatMap(toolCallsOf);
      const used = calls.map(({ toolName }) => toolName);
      this.#search = new ToolSearch(toolSet.tools, used);
    }
  }

  /**
   * Adds the messages to the conversation and works until an answer, a limit, an abort or a
   * failure.
   */
  async execute(messages: readonly AgentMessage[]): Promise<void> {
    const { conversation } = this.#context;
    conversation.repair();
    // The calls of an earlier run that still wait for their tasks cannot stay without results.
    conversation.leaveTasks();
    const before = conversation.messages;
    for (const message of messages) conversation.append(message);
    conversation.repair();
    await this.#execute(() => this.#work(), before);
  }

  /** Goes on where an earlier run was interrupted: waits for the tasks of its calls, and works on. */
  async resume(): Promise<void> {
    const { conversation } = this.#context;
    conversation.repair();
    await this.#execute(async () => {
      await this.#finishTasks();
      const last = conversation.messages.at(-1);
      if (last === undefined || last.role === "assistant") {
        this.#text = textOf(last);
        return "answer";
      }
      return await this.#work();
    }, conversation.messages);
  }

  async #execute(work: () => Promise<StopReason>, before: readonly AgentMessage[]): Promise<void> {
    const { conversation, limits, clock, events } = this.#context;
    const cancel = clock.schedule(limits.timeMs, () => this.#timer.abort(timeUp(limits)));
    let stopReason: StopReason;
    try {
      stopReason = await work();
    } catch (error) {
      this.#keepPartialText();
      // A request that never fits would make every later one too long as well.
      if (this.#steps === 0 && this.#isTooLong) conversation.replace(before);
      conversation.repair();
      stopReason = await this.#fail(error);
    } finally {
      cancel();
      conversation.repair();
    }
    await events.emit({
      type: "run-end",
      text: this.#text,
      stopReason,
      steps: this.#steps,
      toolCalls: this.#toolCalls,
      usage: { inputTokens: this.#inputTokens, outputTokens: this.#outputTokens },
    });
  }

  async #work(): Promise<StopReason> {
    for (;;) {
      const step = await this.#step("auto");
      if (!step.calls.length) return STOP_REASONS[step.finish];
      const limit = this.#limitBefore(step.calls);
      if (limit) return this.#stopAt(limit, step);
      await this.#runTools(step.calls);
    }
  }

  /** Gives the limit because of which calls must not be made. */
  #limitBefore(calls: readonly RequestedCall[]): LimitName | undefined {
    const { limits } = this.#context;
    if (this.#inputTokens + this.#outputTokens >= limits.tokens) return "tokens";
    if (this.#toolCalls + calls.length > limits.toolCalls) return "toolCalls";
    // There would be no step left to read the results in.
    return this.#isSpent ? "steps" : undefined;
  }

  /** Whether every step has been made. */
  get #isSpent(): boolean {
    return this.#steps >= this.#context.limits.steps;
  }

  async #step(toolChoice: "auto" | "none"): Promise<ModelStepResult> {
    const step = await this.#askModel(toolChoice);
    this.#partial = "";
    this.#steps += 1;
    this.#inputTokens += step.usage.inputTokens;
    this.#outputTokens += step.usage.outputTokens;
    this.#context.conversation.append(step.message);
    if (step.text) this.#text = step.text;
    return step;
  }

  async #askModel(toolChoice: "auto" | "none"): Promise<ModelStepResult> {
    const { resolved, conversation, refusedFiles, limits, clock, events } = this.#context;
    const { model } = resolved;
    const isLast = this.#steps + 1 >= limits.steps;
    this.#partial = "";
    const question = {
      model,
      instructions: isLast ? `${this.#instructions}\n\n${LAST_STEP}` : this.#instructions,
      tools: this.#offeredTools().map(toToolDefinition),
      toolChoice,
      signal: this.#signal,
    };
    const onPartialText = (text: string): void => {
      this.#partial = text;
    };
    try {
      return await askWithRecovery(question, {
        conversation,
        refusedFiles,
        clock,
        silenceMs: limits.silenceMs,
        events,
        onPartialText,
      });
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#isTooLong = isTooLong(error);
      throw toModelError(error, resolved);
    }
  }

  async #runTools(calls: readonly RequestedCall[]): Promise<void> {
    this.#toolCalls += calls.length;
    await this.#runRound(calls, this.#offeredTools());
  }

  /** Waits for the tasks of calls that an earlier run made. */
  async #finishTasks(): Promise<void> {
    const { conversation } = this.#context;
    const { calls, tools } = resumedCalls(conversation, this.#find);
    if (calls.length > 0) await this.#runRound(calls, tools);
  }

  async #runRound(calls: readonly RequestedCall[], tools: readonly AgentTool[]): Promise<void> {
    const { approve, maxParallel, store, clock, events, conversation, taskWaitMs } = this.#context;
    await runToolRound(calls, {
      tools,
      approve,
      maxParallel,
      store,
      clock,
      signal: this.#signal,
      events,
      onResult: (result) => conversation.append({ role: "tool", content: [result] }),
      tasks: conversation,
      taskWaitMs,
    });
    conversation.repair();
  }

  readonly #find: FindConnection = (server) =>
    this.#context.open.find(({ name }) => name === server)?.connection;

  #offeredTools(): readonly AgentTool[] {
    const { toolSet, store, conversation } = this.#context;
    const found = this.#search ? [...this.#search.found, this.#search.tool] : toolSet.tools;
    const hasTasks = conversation.tasks.length > 0;
    const waiting = hasTasks ? [createWaitForTaskTool(conversation, this.#find)] : [];
    const tools = [...found, ...toolSet.own, ...waiting];
    // Anthropic refuses a conversation with tool calls in it when no tool is offered.
    const hasOrphans = !tools.length && conversation.messages.flatMap(toolCallsOf).length > 0;
    return store.hasResults || hasOrphans ? [...tools, toolSet.readMore] : tools;
  }

  /** Ends the run at a limit with a sentence, after one last answer if that is cheap. */
  async #stopAt(limit: LimitName, { calls, text }: ModelStepResult): Promise<StopReason> {
    const { limits, events } = this.#context;
    const sentence = describeLimit(limit, limits);
    this.#declineCalls(limit, calls);
    this.#text = text;
    await events.emit({ type: "limit-reached", limit, message: sentence });
    if (limit === "toolCalls" && !this.#isSpent) await this.#lastWord();
    await this.#say(sentence);
    return "limit";
  }

  /** Gives calls that are not made their results. */
  #declineCalls(limit: LimitName, calls: readonly RequestedCall[]): void {
    const value = `Not run: the limit of this request is reached (${limit}). Answer from what you have.`;
    this.#context.conversation.append({
      role: "tool",
      content: calls.map(({ id, name }) => ({
        type: "tool-result",
        toolCallId: id,
        toolName: name,
        output: { type: "error-text", value },
      })),
    });
  }

  async #lastWord(): Promise<void> {
    try {
      await this.#step("none");
    } catch {
      this.#signal.throwIfAborted();
      // The sentence that follows is answer enough; the failure has already cost its retries.
      this.#keepPartialText();
    }
  }

  async #say(sentence: string): Promise<void> {
    const { conversation, events } = this.#context;
    await events.emit({ type: "text-start" });
    await events.emit({ type: "text-delta", text: sentence });
    await events.emit({ type: "text-end", text: sentence });
    conversation.append({ role: "assistant", content: [{ type: "text", text: sentence }] });
    this.#text = this.#text ? `${this.#text}\n\n${sentence}` : sentence;
  }

  #keepPartialText(): void {
    const text = this.#partial.trim();
    if (!text) return;
    const { conversation } = this.#context;
    conversation.append({ role: "assistant", content: [{ type: "text", text }] });
    this.#text = text;
    this.#partial = "";
  }

  async #fail(error: unknown): Promise<StopReason> {
    const { signal, events, limits } = this.#context;
    if (signal.aborted) return "abort";
    if (this.#timer.signal.aborted) {
      const message = describeLimit("time", limits);
      await events.emit({ type: "limit-reached", limit: "time", message });
      await this.#say(message);
      return "limit";
    }
    const failure = error instanceof Error ? error : new Error(String(error));
    await events.emit({ type: "error", error: failure, message: failure.message });
    return "error";
  }
}

function textOf(message: AgentMessage | undefined): string {
  if (message?.role !== "assistant") return "";
  return message.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
}

function timeUp({ timeMs }: Limits): MortiseError {
  return new MortiseError("TIMEOUT", "The time of the run is up", { data: { timeoutMs: timeMs } });
}
