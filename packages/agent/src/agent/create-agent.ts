/// <reference lib="esnext.disposable" preserve="true" />
import type { InputHandlers, Target } from "@mortise/client";
import { connect } from "@mortise/client";
import type { CreateMessageRequestParams } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { SessionData } from "../conversation/conversation.ts";
import { loadSession, Session } from "../conversation/conversation.ts";
import type { AgentMessage, UserMessage } from "../conversation/message.ts";
import { userMessage } from "../conversation/message.ts";
import type { AgentEvent, RunEndEvent } from "../event/agent-event.ts";
import { EventPort } from "../event/event-port.ts";
import { resolveLimits } from "../loop/limits.ts";
import { Run } from "../loop/run.ts";
import { resolveModel } from "../model/resolve-model.ts";
import type { ResolvedModel } from "../model/resolved-model.ts";
import { decideApproval } from "../question/approval-policy.ts";
import { createApprovalRequest } from "../question/approval-request.ts";
import { createElicitationRequest } from "../question/elicitation-request.ts";
import type { ConnectFunction } from "../server/server-set.ts";
import { ServerSet } from "../server/server-set.ts";
import type { Clock } from "../time/wait.ts";
import { SYSTEM_CLOCK } from "../time/wait.ts";
import { ResultStore } from "../tool/result-store.ts";
import { toPart } from "../tool/tool-output.ts";
import type { Catalogue } from "../tool/tool-set.ts";
import { createCatalogue } from "../tool/tool-set.ts";
import type { AgentOptions } from "./agent-options.ts";
import { answerSampling } from "./answer-sampling.ts";

/** What to do: a text, or messages such as those of a prompt. */
export type RunInput = string | UserMessage | readonly AgentMessage[];

/** Settings of one run. */
export interface RunOptions {
  /** Ends the run; what was said and done until then stays in the session. */
  signal?: AbortSignal;
}

/** A tool as {@link Agent.tools} lists it. */
export interface AgentToolInfo {
  /** The name that the model calls. */
  name: string;
  server: string;
  tool: string;
  displayName: string;
  description: string;
  readOnly: boolean;
}

/** A model that uses the tools of MCP servers. */
export interface Agent extends AsyncDisposable {
  /** The conversation so far; `session.toJSON()` saves it. */
  readonly session: Session;
  /** Works on a request and reports what happens; starts when it is read. */
  run(input: RunInput, options?: RunOptions): AsyncGenerator<AgentEvent, void, undefined>;
  /** Works on a request and gives its end; calls that need approval are refused. Throws what the run failed with. */
  ask(input: RunInput, options?: RunOptions): Promise<RunEndEvent>;
  /** Lists the tools of all servers. */
  tools(options?: RunOptions): Promise<AgentToolInfo[]>;
  /** Finds the model and gives what to show of it. */
  model(): Promise<{ label: string; source: ResolvedModel["source"] }>;
  /** Gets a prompt from a server as messages for {@link Agent.run}. */
  usePrompt(
    server: string,
    name: string,
    args?: Record<string, string>,
    options?: RunOptions,
  ): Promise<AgentMessage[]>;
  /** Closes the connections that the agent opened. */
  close(): Promise<void>;
}

/** Creates an agent. Servers are connected and the model is found when first needed. */
export function createAgent<T = Target>(options: AgentOptions<T>): Agent {
  return new AgentSession(options);
}

class AgentSession<T> implements Agent {
  readonly session: Session;
  readonly #options: AgentOptions<T>;
  readonly #limits: ReturnType<typeof resolveLimits>;
  readonly #servers: ServerSet<T>;
  readonly #store: ResultStore;
  readonly #clock: Clock;
  #model: Promise<ResolvedModel> | undefined;
  #running: { controller: AbortController; events: EventPort } | undefined;
  #closed = false;

  constructor(options: AgentOptions<T>) {
    this.#options = options;
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.#limits = resolveLimits(options.limits);
    this.#store = new ResultStore(this.#limits.resultSize);
    const standard = connect as unknown as ConnectFunction<T>;
    this.#servers = new ServerSet(
      options.servers,
      options.connect ?? standard,
      (server) => this.#inputHandlers(server),
      this.#clock,
    );
    this.session = toSession(options.session);
  }

  async *run(
    input: RunInput,
    { signal }: RunOptions = {},
  ): AsyncGenerator<AgentEvent, void, undefined> {
    this.#checkFree();
    const controller = new AbortController();
    const events = new EventPort(this.#options.onEvent);
    this.#running = { controller, events };
    const ended = AbortSignal.any([controller.signal, ...(signal ? [signal] : [])]);
    ended.addEventListener("abort", () => events.settle(), { once: true });
    const work = this.#work(toMessages(input), ended, events).finally(() => {
      this.#running = undefined;
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

  async tools({
    signal = new AbortController().signal,
  }: RunOptions = {}): Promise<AgentToolInfo[]> {
    this.#checkOpen();
    const { open } = await this.#servers.open(signal);
    return this.#catalogue(open).tools.map(
      ({ name, server, tool, displayName, description, annotations }) => ({
        name,
        server,
        tool,
        displayName,
        description,
        readOnly: annotations.readOnlyHint === true,
      }),
    );
  }

  async model(): Promise<{ label: string; source: ResolvedModel["source"] }> {
    const { label, source } = await this.#resolveModel();
    return { label, source };
  }

  async usePrompt(
    server: string,
    name: string,
    args: Record<string, string> = {},
    { signal = new AbortController().signal }: RunOptions = {},
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
    this.#closed = true;
    this.#running?.controller.abort(new MortiseError("CLOSED", "The agent was closed"));
    await this.#servers.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #work(
    messages: readonly AgentMessage[],
    signal: AbortSignal,
    events: EventPort,
  ): Promise<void> {
    const { maxParallel = 4, searchAbove = 30, approve = "writes" } = this.#options;
    try {
      const [resolved, { open, failed }] = await Promise.all([
        this.#resolveModel(),
        this.#servers.open(signal),
        import("../model/model-step.ts"),
      ]);
      const catalogue = this.#catalogue(open);
      await events.emit({
        type: "run-start",
        model: resolved.label,
        modelSource: resolved.source,
        servers: open.map(({ name }) => name),
        tools: catalogue.tools.length,
      });
      for (const { name, error } of failed) {
        await events.emit({ type: "server-error", server: name, error, message: error.message });
      }
      const run = new Run({
        resolved,
        open,
        failed,
        catalogue,
        store: this.#store,
        session: this.session,
        instructions: this.#options.instructions,
        approve,
        limits: this.#limits,
        maxParallel,
        searchAbove,
        clock: this.#clock,
        signal,
        events,
      });
      await run.execute(messages);
    } catch (error) {
      await this.#reportStartFailure(error, signal, events);
    }
  }

  // Outside of a run nobody is there to answer.
  #inputHandlers(server: string): InputHandlers {
    const elicit: InputHandlers["elicit"] = async (params) =>
      this.#running?.events.ask(createElicitationRequest(server, params)) ?? { action: "cancel" };
    const sample: InputHandlers["sample"] = async (params, { signal }) => {
      await this.#approveSampling(server, params);
      return answerSampling(params, await this.#resolveModel(), signal);
    };
    return { elicit, ...(this.#options.sampling && { sample }) };
  }

  async #approveSampling(server: string, params: CreateMessageRequestParams): Promise<void> {
    const tool = "sampling/createMessage";
    const args = { messages: params.messages, systemPrompt: params.systemPrompt };
    const call = { server, tool, args, annotations: {} };
    const decision = await decideApproval(call, this.#options.approve ?? "writes");
    if (decision === "run") return;
    const displayName = `Let ${server} use the model`;
    const question = createApprovalRequest({ id: tool, displayName, ...call }, {});
    const answer = decision === "ask" ? await this.#running?.events.ask(question) : "refused";
    if (answer === "approved") return;
    throw new MortiseError("ABORTED", "The user did not approve the use of the model");
  }

  // The run could not begin: there is nothing in the session yet.
  async #reportStartFailure(error: unknown, signal: AbortSignal, events: EventPort): Promise<void> {
    const failure = error instanceof Error ? error : new Error(String(error));
    if (!signal.aborted)
      await events.emit({ type: "error", error: failure, message: failure.message });
    await events.emit({
      type: "run-end",
      text: "",
      stopReason: signal.aborted ? "abort" : "error",
      steps: 0,
      toolCalls: 0,
      usage: { inputTokens: 0, outputTokens: 0 },
    });
  }

  #catalogue(open: Parameters<typeof createCatalogue>[0]): Catalogue {
    return createCatalogue(open, this.#store, this.#options.prefix ?? "collision");
  }

  #resolveModel(): Promise<ResolvedModel> {
    if (this.#model) return this.#model;
    const { model, environment, fetch, local } = this.#options;
    const resolving = resolveModel(model, {
      ...(environment && { environment }),
      ...(fetch && { fetch }),
      ...(local !== undefined && { local }),
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
    if (!this.#running) return;
    throw new MortiseError(
      "INVALID_OPTION",
      "The agent is still at work on an earlier request; read that run to its end first, or create another agent",
    );
  }

  #checkOpen(): void {
    if (this.#closed) throw new MortiseError("CLOSED", "The agent is closed");
  }
}

function toSession(saved: Session | SessionData | undefined): Session {
  if (saved === undefined) return new Session();
  return saved instanceof Session ? saved : loadSession(saved);
}

function toMessages(input: RunInput): readonly AgentMessage[] {
  if (typeof input === "string") return [userMessage(input)];
  return "role" in input ? [input] : input;
}
