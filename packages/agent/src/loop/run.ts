import { MortiseError } from "@mortise/protocol";
import type { Session } from "../conversation/conversation.ts";
import type { AgentMessage, ToolMessage } from "../conversation/message.ts";
import { toolCallsOf } from "../conversation/message.ts";
import type { StopReason, Usage } from "../event/agent-event.ts";
import type { EventPort } from "../event/event-port.ts";
import { adaptMessages } from "../model/adapt-messages.ts";
import { mediaSupportOf } from "../model/media-support.ts";
import { toModelError } from "../model/model-error.ts";
import type { ModelStepResult, RequestedCall } from "../model/model-step.ts";
import type { ResolvedModel } from "../model/resolved-model.ts";
import type { ApproveOption } from "../question/approval-policy.ts";
import type { FailedServer, OpenServer } from "../server/open-server.ts";
import type { Clock } from "../time/wait.ts";
import type { AgentTool } from "../tool/agent-tool.ts";
import type { ResultStore } from "../tool/result-store.ts";
import { ToolSearch } from "../tool/tool-search.ts";
import type { Catalogue } from "../tool/tool-set.ts";
import { writeInstructions } from "./instructions.ts";
import type { LimitName, Limits } from "./limits.ts";
import { describeLimit } from "./limits.ts";
import { runToolRound } from "./tool-round.ts";
import { tryStep } from "./try-step.ts";

/** Everything that one run works with. */
export interface RunContext {
  resolved: ResolvedModel;
  open: readonly OpenServer[];
  failed: readonly FailedServer[];
  catalogue: Catalogue;
  store: ResultStore;
  session: Session;
  instructions: string | undefined;
  approve: ApproveOption;
  limits: Limits;
  maxParallel: number;
  searchAbove: number;
  clock: Clock;
  signal: AbortSignal;
  events: EventPort;
}

/** Thrown into a run when its time is up. */
class TimeUp extends Error {}

/** One request to the agent, from the model's first step to the end of the run. */
export class Run {
  readonly #context: RunContext;
  readonly #instructions: string;
  readonly #search: ToolSearch | undefined;
  readonly #usage: Usage = { inputTokens: 0, outputTokens: 0 };
  readonly #timer = new AbortController();
  readonly #signal: AbortSignal;
  #steps = 0;
  #toolCalls = 0;
  #text = "";
  #partial = "";

  constructor(context: RunContext) {
    const { catalogue, searchAbove, resolved, session } = context;
    this.#context = context;
    this.#signal = AbortSignal.any([context.signal, this.#timer.signal]);
    this.#instructions = writeInstructions(context.instructions, context.open, context.failed);
    // The planner ranks all tools by itself, at no cost.
    if (catalogue.tools.length > searchAbove && resolved.source !== "offline") {
      const used = session.messages.flatMap((each) => toolCallsOf(each).map((c) => c.toolName));
      this.#search = new ToolSearch(catalogue.tools, used);
    }
  }

  /** Adds the messages to the session and works until there is an answer, a limit, an abort or a failure. */
  async execute(messages: readonly AgentMessage[]): Promise<void> {
    const { session, limits, clock } = this.#context;
    session.repair();
    for (const message of messages) session.append(message);
    session.repair();
    const cancel = clock.schedule(limits.time, () => this.#timer.abort(new TimeUp()));
    let stopReason: StopReason;
    try {
      stopReason = await this.#work();
    } catch (error) {
      this.#keepPartialText();
      stopReason = await this.#fail(error);
    } finally {
      cancel();
      session.repair();
    }
    await this.#context.events.emit({
      type: "run-end",
      text: this.#text,
      stopReason,
      steps: this.#steps,
      toolCalls: this.#toolCalls,
      usage: { ...this.#usage },
    });
  }

  async #work(): Promise<StopReason> {
    for (;;) {
      const step = await this.#step("auto");
      const { calls } = step;
      if (!calls.length) return STOP_REASONS[step.finish];
      const limit = this.#limitBefore(calls);
      if (limit) return this.#stopAt(limit, calls);
      await this.#runTools(calls);
      if (this.#steps >= this.#context.limits.steps) return this.#stopAt("steps", []);
    }
  }

  #limitBefore(calls: readonly RequestedCall[]): LimitName | undefined {
    const { limits } = this.#context;
    if (this.#usage.inputTokens + this.#usage.outputTokens >= limits.tokens) return "tokens";
    return this.#toolCalls + calls.length > limits.toolCalls ? "toolCalls" : undefined;
  }

  async #step(toolChoice: "auto" | "none"): Promise<ModelStepResult> {
    const { resolved, session, limits, clock, events } = this.#context;
    const { model } = resolved;
    const [provider = ""] = model.provider.split(".");
    const takesMedia = mediaSupportOf(model.provider);
    this.#partial = "";
    const step = await tryStep(
      {
        model,
        instructions: this.#instructions,
        messages: adaptMessages(session.messages, { provider, takesMedia }),
        tools: this.#offeredTools(),
        toolChoice,
        signal: this.#signal,
      },
      {
        clock,
        silence: limits.silence,
        events,
        onPartialText: (text) => {
          this.#partial = text;
        },
      },
    );
    this.#partial = "";
    this.#steps += 1;
    this.#usage.inputTokens += step.usage.inputTokens;
    this.#usage.outputTokens += step.usage.outputTokens;
    session.append(step.message);
    if (step.text) this.#text = step.text;
    return step;
  }

  async #runTools(calls: readonly RequestedCall[]): Promise<void> {
    const { approve, maxParallel, store, clock, events, session } = this.#context;
    this.#toolCalls += calls.length;
    const message: ToolMessage = { role: "tool", content: [] };
    session.append(message);
    await runToolRound(calls, {
      tools: this.#offeredTools(),
      approve,
      maxParallel,
      store,
      clock,
      signal: this.#signal,
      events,
      results: message.content,
    });
  }

  #offeredTools(): AgentTool[] {
    const { catalogue, store, session } = this.#context;
    const found = this.#search ? [...this.#search.active, this.#search.tool] : catalogue.tools;
    const tools = [...found, ...catalogue.own];
    // Anthropic refuses a conversation with tool calls in it when no tool is offered.
    const orphaned = !tools.length && session.messages.some((each) => toolCallsOf(each).length);
    return store.hasResults || orphaned ? [...tools, catalogue.readMore] : tools;
  }

  /** Ends the run at a limit with a sentence, after one last answer from what is known where that is cheap. */
  async #stopAt(limit: LimitName, pending: readonly RequestedCall[]): Promise<StopReason> {
    const { session, limits, events } = this.#context;
    const sentence = describeLimit(limit, limits);
    if (pending.length) {
      const value = `Not run: the limit of this request is reached (${limit}). Answer from what you have.`;
      session.append({
        role: "tool",
        content: pending.map(({ id, name }) => ({
          type: "tool-result",
          toolCallId: id,
          toolName: name,
          output: { type: "error-text", value },
        })),
      });
    }
    await events.emit({ type: "limit-reached", limit, message: sentence });
    this.#text = "";
    if (limit === "steps" || limit === "toolCalls") await this.#lastWord();
    await this.#say(sentence);
    return "limit";
  }

  async #lastWord(): Promise<void> {
    try {
      await this.#step("none");
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#keepPartialText();
      // The sentence that follows is answer enough; the failure has already cost its retries.
      void error;
    }
  }

  async #say(sentence: string): Promise<void> {
    const { session, events } = this.#context;
    await events.emit({ type: "text-start" });
    await events.emit({ type: "text-delta", text: sentence });
    await events.emit({ type: "text-end", text: sentence });
    const last = session.messages.at(-1);
    if (last?.role === "assistant") last.content.push({ type: "text", text: sentence });
    else session.append({ role: "assistant", content: [{ type: "text", text: sentence }] });
    this.#text = this.#text ? `${this.#text}\n\n${sentence}` : sentence;
  }

  #keepPartialText(): void {
    const text = this.#partial.trim();
    if (!text) return;
    this.#context.session.append({ role: "assistant", content: [{ type: "text", text }] });
    this.#text = text;
    this.#partial = "";
  }

  async #fail(error: unknown): Promise<StopReason> {
    const { signal, events, resolved, session, limits } = this.#context;
    if (signal.aborted) return "abort";
    if (error instanceof TimeUp || this.#timer.signal.aborted) {
      const message = describeLimit("time", limits);
      session.repair();
      await events.emit({ type: "limit-reached", limit: "time", message });
      await this.#say(message);
      return "limit";
    }
    const failure = MortiseError.is(error) ? error : toModelError(error, resolved);
    await events.emit({ type: "error", error: failure, message: failure.message });
    return "error";
  }
}

const STOP_REASONS: Readonly<Record<ModelStepResult["finish"], StopReason>> = {
  stop: "answer",
  "tool-calls": "answer",
  length: "length",
  refusal: "refusal",
};
