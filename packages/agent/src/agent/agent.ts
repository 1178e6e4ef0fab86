/// <reference lib="esnext.disposable" preserve="true" />
import type { Conversation } from "../conversation/conversation.ts";
import type { AgentMessage, UserMessage } from "../conversation/message.ts";
import type { AgentEvent, RunEndEvent } from "../event/agent-event.ts";
import type { ModelSource } from "../model/resolved-model.ts";

/** The request: a text, or messages such as those of a prompt. */
export type RunInput = string | UserMessage | readonly AgentMessage[];

/** Settings of one run. */
export interface RunOptions {
  /** Ends the run; its messages and calls until then stay in the conversation. */
  readonly signal?: AbortSignal;
}

/** A tool as {@link Agent.tools} lists it. */
export interface AgentToolInfo {
  /** The name that the model calls. */
  readonly name: string;
  /** The name under which the agent knows the server. */
  readonly server: string;
  /** The tool's name at its server. */
  readonly tool: string;
  /** The tool's name for people. */
  readonly displayName: string;
  /** The description that the model reads. */
  readonly description: string;
  /** Whether the server marks the tool as one that only reads. */
  readonly isReadOnly: boolean;
}

/** The model of an agent, as {@link Agent.model} describes it. */
export interface AgentModelInfo {
  /** The model's name: `anthropic/claude-…`, or `offline (rules, no language model)`. */
  readonly label: string;
  /** Where the model came from. */
  readonly source: ModelSource;
}

/** A model that uses the tools of MCP servers. */
export interface Agent extends AsyncDisposable {
  /** The conversation so far; `conversation.toJSON()` saves it. */
  readonly conversation: Conversation;
  /**
   * Works on a request and reports what happens; starts when it is read. A run that fails ends with
   * an `error` event.
   *
   * @throws MortiseError `INVALID_OPTION` when another run has not ended, `CLOSED` after `close`.
   */
  run(input: RunInput, options?: RunOptions): AsyncGenerator<AgentEvent, void, undefined>;
  /**
   * Goes on where a run was interrupted, such as by the end of its process: waits for the tasks of its calls
   * ({@link Conversation.tasks}) and works on to the answer. A conversation that has its answer ends at once with it.
   *
   * @throws as {@link run} does.
   */
  resume(options?: RunOptions): AsyncGenerator<AgentEvent, void, undefined>;
  /**
   * Works on a request and gives its end; calls that need approval are refused.
   *
   * @throws what the run failed with, and what {@link run} throws.
   */
  ask(input: RunInput, options?: RunOptions): Promise<RunEndEvent>;
  /**
   * Lists the tools of all servers.
   *
   * @throws MortiseError `CONNECTION_FAILED` when no server can be reached.
   */
  tools(options?: RunOptions): Promise<AgentToolInfo[]>;
  /**
   * Finds the model and describes it.
   *
   * @throws MortiseError `MODEL_UNAVAILABLE` or `INVALID_OPTION`.
   */
  model(): Promise<AgentModelInfo>;
  /**
   * Gets a prompt from a server as messages for {@link run}.
   *
   * @throws MortiseError `INVALID_OPTION` when there is no such server, and what the server answers.
   */
  usePrompt(
    server: string,
    name: string,
    args?: Readonly<Record<string, string>>,
    options?: RunOptions,
  ): Promise<AgentMessage[]>;
  /** Ends the run, and closes the connections that the agent opened. */
  close(): Promise<void>;
}
