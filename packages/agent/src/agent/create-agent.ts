import type { Target } from "@mortise/client";
import { connect } from "@mortise/client";
import type { Clock } from "@mortise/protocol";
import { describeValue, MortiseError, parseDuration, systemClock } from "@mortise/protocol";
import type { ConversationData } from "../conversation/conversation.ts";
import { Conversation, loadConversation } from "../conversation/conversation.ts";
import type { AgentMessage, FilePart } from "../conversation/message.ts";
import { userMessage } from "../conversation/message.ts";
import { toolReaderOf } from "../dialect/tool-provider.ts";
import type { AgentEvent, RunEndEvent } from "../event/agent-event.ts";
import { EventPort } from "../event/event-port.ts";
import type { Limits } from "../loop/limits.ts";
import { resolveLimits } from "../loop/limits.ts";
import { Run } from "../loop/run.ts";
import { resolveModel } from "../model/resolve-model.ts";
import type { ResolvedModel } from "../model/resolved-model.ts";
import type { OpenServer } from "../server/open-server.ts";
import type { ConnectFunction } from "../server/server-set.ts";
import { ServerSet } from "../server/server-set.ts";
import { readServers } from "../server/server-settings.ts";
import { fitToolSet } from "../tool/fit-tool-set.ts";
import { ResultStore } from "../tool/result-store.ts";
import { toPart } from "../tool/tool-output.ts";
import type { ToolSet } from "../tool/tool-set.ts";
import { createToolSet } from "../tool/tool-set.ts";
import type { Agent, AgentModelInfo, AgentToolInfo, RunInput, RunOptions } from "./agent.ts";
import type { AgentOptions } from "./agent-options.ts";
import { checkAgentOptions } from "./check-agent-options.ts";
import { createQuestionHandlers } from "./server-questions.ts";

/**
 * Creates an agent. Servers are connected and the model is found when first needed.
 *
 * @example
 * ```ts
 * import { createAgent } from "mortise/agent";
 * import { shop } from "./shop.ts";
 *
 * await using agent = createAgent({ model: "offline", servers: { shop } });
 * const { text, stopReason } = await agent.ask("What is the status of order O-7?");
 * ```
 *
 * @throws MortiseError `INVALID_OPTION` when an option is misspelt or its value is not valid.
 */
export function createAgent<T = Target>(options: AgentOptions<T>): Agent {
  checkAgentOptions(options);
  return new ModelAgent(options);
}

/** A run that has not ended. */
interface CurrentRun {
  readonly controller: AbortController;
  readonly events: EventPort;
}

class ModelAgent<T> implements Agent {
  readonly conversation: Conversation;
  readonly #options: AgentOptions<T>;
  readonly #limits: Limits;
  readonly #servers: ServerSet<T>;
  readonly #store: ResultStore;
  readonly #clock: Clock;
  readonly #taskWaitMs: number;
  readonly #refusedFiles = new WeakSet<FilePart>();
  #model: Promise<ResolvedModel> | undefined;
  #current: CurrentRun | undefined;
  #isClosed = false;

  constructor(options: AgentOptions<T>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#limits = resolveLimits(options.limits);
    this.#taskWaitMs = parseDuration(options.taskWait ?? "10s", "taskWait");
    this.#store = new ResultStore(this.#limits.resultSize);
    const questions = {
      events: () => this.#current?.events,
      resolveModel: () => this.#resolveModel(),
      approve: options.approve ?? "writes",
      sampling: options.sampling ?? false,
    };
    this.#servers = new ServerSet({
      targets: readServers(options.servers),
      // Without a function of its own an agent has the targets of the client, `T = Target`.
      connect: options.connect ?? (connect as unknown as ConnectFunction<T>),
      handlersOf: (server) => createQuestionHandlers(server, questions),
      clock: this.#clock,
    });
    this.conversation = toConversation(options.conversation);
  }

  run(input: RunInput, options: RunOptions = {}): AsyncGenerator<AgentEvent, void, undefined> {
    return this.#run(input, options);
  }

  async *#run(
    input: RunInput | typeof RESUME,
    { signal }: RunOptions,
  ): AsyncGenerator<AgentEvent, void, undefined> {
    this.#checkFree();
    const messages = input === RESUME ? undefined : toMessages(input);
    const controller = new AbortController();
    const events = new EventPort(this.#options.onEvent);
    this.#current = { controller, events };
    const ended = AbortSignal.any([controller.signal, ...(signal ? [signal] : [])]);
    ended.addEventListener("abort", () => events.settle(), { once: true });
    const work = this.#work(messages, ended, events).finally(() => {
      this.#current = undefined;
      events.close();
    });
    try {
      yield* events.read();
      await work;
    } finally {
      controller.abort(new MortiseError("ABORTED", "The run is no longer read"));
      events.close();
      await work.catch(() => undefined);
    }
  }

  resume(options: RunOptions = {}): AsyncGenerator<AgentEvent, void, undefined> {
    return this.#run(RESUME, options);
  }

  async ask(input: RunInput, options: RunOptions = {}): Promise<RunEndEvent> {
    let end: RunEndEvent | undefined;
    let failure: Error | undefined;
    for await (const event of this.run(input, options)) {
      if (event.type === "run-end") end = event;
      if (event.type === "error") failure = event.error;
    }
    if (failure) throw failure;
    if (end) return end;
    throw new MortiseError("ABORTED", "The run ended before it began");
  }

  async tools({ signal = NEVER }: RunOptions = {}): Promise<AgentToolInfo[]> {
    this.#checkOpen();
    const { open } = await this.#servers.open(signal);
    return this.#createToolSet(open).tools.map(
      ({ name, server, tool, displayName, description, annotations }) => ({
        name,
        server,
        tool,
        displayName,
        description,
        isReadOnly: annotations.readOnlyHint === true,
      }),
    );
  }

  async model(): Promise<AgentModelInfo> {
    const { label, source } = await this.#resolveModel();
    return { label, source };
  }

  async usePrompt(
    server: string,
    name: string,
    args: Readonly<Record<string, string>> = {},
    { signal = NEVER }: RunOptions = {},
  ): Promise<AgentMessage[]> {
    const connection = await this.#servers.connection(server, signal);
    const { messages } = await connection.getPrompt(name, args, { signal });
    return messages.map(({ role, content }): AgentMessage => {
      const parts = toPart(content);
      if (role === "user") return { role, content: parts };
      return { role, content: parts.filter((part) => part.type === "text") };
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#current?.controller.abort(new MortiseError("CLOSED", "The agent was closed"));
    await this.#servers.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #work(
    messages: readonly AgentMessage[] | undefined,
    signal: AbortSignal,
    events: EventPort,
  ): Promise<void> {
    let run: Run;
    try {
      run = await this.#begin(signal, events);
    } catch (error) {
      await reportFailedStart(error, signal, events);
      return;
    }
    await (messages === undefined ? run.resume() : run.execute(messages));
  }

  /** Finds the model and the servers, and reports what a run begins with. */
  async #begin(signal: AbortSignal, events: EventPort): Promise<Run> {
    const { maxParallel = 4, searchAbove = 30, approve = "writes", instructions } = this.#options;
    const [resolved, { open, failed }] = await Promise.all([
      this.#resolveModel(),
      this.#servers.open(signal),
    ]);
    const reader = toolReaderOf(resolved.model.provider);
    const { toolSet, leftOut } = fitToolSet(this.#createToolSet(open), reader);
    await events.emit({
      type: "run-start",
      model: resolved.label,
      modelSource: resolved.source,
      servers: open.map(({ name }) => name),
      tools: toolSet.tools.length,
    });
    for (const { name, error } of failed) {
      await events.emit({ type: "server-error", server: name, error, message: error.message });
    }
    for (const tool of [...open.flatMap((server) => server.leftOut), ...leftOut]) {
      await events.emit({ type: "tool-left-out", ...tool });
    }
    return new Run({
      resolved,
      open,
      failed,
      toolSet,
      refusedFiles: this.#refusedFiles,
      store: this.#store,
      conversation: this.conversation,
      instructions,
      approve,
      limits: this.#limits,
      maxParallel,
      taskWaitMs: this.#taskWaitMs,
      searchAbove,
      clock: this.#clock,
      signal,
      events,
    });
  }

  #createToolSet(servers: readonly OpenServer[]): ToolSet {
    const { prefix = "collision" } = this.#options;
    return createToolSet({ servers, store: this.#store, prefix });
  }

  #resolveModel(): Promise<ResolvedModel> {
    if (this.#model) return this.#model;
    const { model, environment, fetch, localModels } = this.#options;
    const resolving = resolveModel(model, {
      ...(environment && { environment }),
      ...(fetch && { fetch }),
      ...(localModels !== undefined && { localModels }),
      clock: this.#clock,
    });
    this.#model = resolving;
    // A key may be set before the next run.
    resolving.catch(() => {
      this.#model = undefined;
    });
    return resolving;
  }

  #checkFree(): void {
    this.#checkOpen();
    if (!this.#current) return;
    throw new MortiseError(
      "INVALID_OPTION",
      "The agent is still at work on an earlier request; read that run to its end first, or create another agent",
    );
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new MortiseError("CLOSED", "The agent is closed");
  }
}

/** Stands for the request of a run that was interrupted. */
const RESUME = Symbol("resume");

/** A signal that never aborts. */
const NEVER: AbortSignal = new AbortController().signal;

/** Ends a run that could not begin: there is nothing in the conversation yet. */
async function reportFailedStart(
  error: unknown,
  signal: AbortSignal,
  events: EventPort,
): Promise<void> {
  const failure = error instanceof Error ? error : new Error(String(error));
  if (!signal.aborted) {
    await events.emit({ type: "error", error: failure, message: failure.message });
  }
  await events.emit({
    type: "run-end",
    text: "",
    stopReason: signal.aborted ? "abort" : "error",
    steps: 0,
    toolCalls: 0,
    usage: { inputTokens: 0, outputTokens: 0 },
  });
}

function toConversation(saved: Conversation | ConversationData | undefined): Conversation {
  if (saved === undefined) return new Conversation();
  return saved instanceof Conversation ? saved : loadConversation(saved);
}

function toMessages(input: RunInput): readonly AgentMessage[] {
  if (typeof input === "string") return [userMessage(input)];
  if (Array.isArray(input)) return input;
  if (typeof input === "object" && input !== null && "role" in input) return [input];
  throw new MortiseError(
    "INVALID_OPTION",
    `A run takes a text, a message or a list of messages; it got ${describeValue(input)}`,
  );
}
