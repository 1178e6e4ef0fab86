/// <reference lib="esnext.disposable" preserve="true" />
import type { Target } from "@mortise/client";
import { connect } from "@mortise/client";
import { MortiseError } from "@mortise/protocol";
import type { ApprovalRequest } from "../approval/approval-request.ts";
import { SYSTEM_CLOCK } from "../clock/clock.ts";
import type { AgentEvent, RunEndEvent } from "../event/agent-event.ts";
import { EventChannel } from "../event/event-channel.ts";
import { resolveLimits } from "../limit/limits.ts";
import { Run } from "../loop/run.ts";
import { resolveModel } from "../model/resolve-model.ts";
import type { ResolvedModel } from "../model/resolved-model.ts";
import type { AgentMessage, UserMessage } from "../session/message.ts";
import { userMessage } from "../session/message.ts";
import type { SessionData } from "../session/session.ts";
import { loadSession, Session } from "../session/session.ts";
import type { Catalogue } from "../tool/catalogue.ts";
import { createCatalogue } from "../tool/catalogue.ts";
import { ResultStore } from "../tool/result-store.ts";
import type { ConnectFunction } from "../tool/server-set.ts";
import { ServerSet } from "../tool/server-set.ts";
import { toPart } from "../tool/to-tool-output.ts";
import type { AgentOptions } from "./agent-options.ts";

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
  #model: Promise<ResolvedModel> | undefined;
  #running: AbortController | undefined;
  #closed = false;

  constructor(options: AgentOptions<T>) {
    this.#options = options;
    this.#limits = resolveLimits(options.limits);
    this.#store = new ResultStore(this.#limits.resultSize);
    const standard = connect as unknown as ConnectFunction<T>;
    this.#servers = new ServerSet(options.servers, options.connect ?? standard);
    this.session = toSession(options.session);
  }

  async *run(
    input: RunInput,
    { signal }: RunOptions = {},
  ): AsyncGenerator<AgentEvent, void, undefined> {
    this.#checkFree();
    const controller = new AbortController();
    this.#running = controller;
    const channel = new EventChannel<AgentEvent>();
    const asked = new Map<AgentEvent, ApprovalRequest>();
    const ended = AbortSignal.any([controller.signal, ...(signal ? [signal] : [])]);
    const work = this.#work(toMessages(input), ended, channel, asked).finally(() => {
      this.#running = undefined;
      channel.close();
    });
    try {
      for (;;) {
        const event = await channel.take();
        if (event === undefined) break;
        yield event;
        // Whoever takes the next event without having answered has said no.
        asked.get(event)?.settle();
      }
      await work;
    } finally {
      controller.abort(new MortiseError("ABORTED", "The run is no longer read"));
      channel.close();
      for (const request of asked.values()) request.settle();
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
    this.#running?.abort(new MortiseError("CLOSED", "The agent was closed"));
    await this.#servers.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #work(
    messages: readonly AgentMessage[],
    signal: AbortSignal,
    channel: EventChannel<AgentEvent>,
    asked: Map<AgentEvent, ApprovalRequest>,
  ): Promise<void> {
    const { onEvent, maxParallel = 4, searchAbove = 30, approve = "writes" } = this.#options;
    const emit = (event: AgentEvent): Promise<void> => {
      onEvent?.(event);
      return channel.emit(event);
    };
    try {
      const [resolved, { open, failed }] = await Promise.all([
        this.#resolveModel(),
        this.#servers.open(signal),
      ]);
      const catalogue = this.#catalogue(open);
      await emit({
        type: "run-start",
        model: resolved.label,
        modelSource: resolved.source,
        servers: open.map(({ name }) => name),
        tools: catalogue.tools.length,
      });
      for (const { name, message } of failed) {
        await emit({ type: "server-error", server: name, message });
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
        clock: this.#options.clock ?? SYSTEM_CLOCK,
        signal,
        emit,
        offer: (event) => {
          onEvent?.(event);
          channel.offer(event);
        },
        ask: async (request) => {
          asked.set(request.event, request);
          signal.addEventListener("abort", request.settle, { once: true });
          await emit(request.event);
          return request.decision;
        },
      });
      await run.execute(messages);
    } catch (error) {
      await this.#reportStartFailure(error, signal, emit);
    }
  }

  // The run could not begin: there is nothing in the session yet.
  async #reportStartFailure(
    error: unknown,
    signal: AbortSignal,
    emit: (event: AgentEvent) => Promise<void>,
  ): Promise<void> {
    const failure = error instanceof Error ? error : new Error(String(error));
    if (!signal.aborted) await emit({ type: "error", error: failure, message: failure.message });
    await emit({
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
