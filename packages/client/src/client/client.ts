import type {
  Completion,
  Duration,
  GetPromptResult,
  Implementation,
  JsonObject,
  LoggingLevel,
  Prompt,
  ReadResourceResult,
  Resource,
  ResourceTemplate,
  Revision,
  ServerCapabilities,
  SubscriptionFilter,
  Tool,
} from "@mortise/protocol";
import type { LogEntry } from "../logging/log-entry.ts";
import type { Progress } from "../progress/progress.ts";
import type { ChangeNotification } from "../subscription/change-queue.ts";
import type { ClientListenOptions } from "../subscription/listen.ts";
import type { ClientTask } from "../task/client-task.ts";
import type { ToolResult } from "../tool/tool-result.ts";
import type { ArgumentsFor, OutputOf, PromptsOf, ToolsOf } from "./catalogue.ts";

/** Settings of one request. */
export interface RequestOptions {
  /** Cancels the request, here and at the server. */
  readonly signal?: AbortSignal;
  /**
   * The time limit of the whole request, all its rounds and pages included; the time in which your
   * functions answer the server's questions does not count. Default: the `timeout` of the connection.
   */
  readonly timeout?: Duration;
  /**
   * Lets progress extend the time: each progress notification gives the request its `timeout` again, up
   * to this time in all. Default: the `maxTimeout` of the connection.
   */
  readonly maxTimeout?: Duration;
  /** Further `_meta` members; a `progressToken` is left out, since `onProgress` sets one. */
  readonly meta?: JsonObject;
  /** Options for extensions, by their identifiers, such as the lifetime of a task. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Asks the server even if a kept list or resource is still fresh. Default `false`. */
  readonly fresh?: boolean;
}

/** The changes to listen for; an extension may add members. */
export type ListenFilter = SubscriptionFilter | (SubscriptionFilter & JsonObject);

/** Settings of one tool call, or of a request that the client has no method for. */
export interface CallToolOptions extends RequestOptions {
  /** Asks for progress notifications and receives them. */
  readonly onProgress?: (progress: Progress) => void;
  /** Receives the server's log messages during the request. Default: `onLog` of the connection. */
  readonly onLog?: (entry: LogEntry) => void;
  /**
   * The mildest severity that the server sends, and that `onLog` of this call receives. Default: that of
   * the connection, or `info` if `onLog` is given. Before 2026-07-28 the level belongs to the session, and
   * is set for the time of the call.
   */
  readonly logLevel?: LoggingLevel;
  /**
   * Called when the server answers the call with a task, before it is waited for: store the id, and
   * `client.task(id)` picks the task up again after a restart of this program.
   */
  readonly onTask?: (task: ClientTask) => void;
  /**
   * Ends the wait for a task after this time, or when this signal aborts, and leaves it to go on: the call throws
   * `TIMEOUT` with `data.taskId`, or `ABORTED`. The `timeout` of a call cancels the task instead; that of the connection does not count
   * for tasks. Default: as long as the server keeps the task; a day, if it sets no time to live.
   */
  readonly wait?: Duration | AbortSignal;
}

/**
 * The subject of a completion: an argument of a prompt, or a variable of a resource template; also in
 * the protocol's own form (2026-07-28, Completion).
 */
export type CompletionReference =
  | { readonly prompt: string }
  | { readonly resource: string }
  | { readonly type: "ref/prompt"; readonly name: string }
  | { readonly type: "ref/resource"; readonly uri: string };

/**
 * A connection to one server. If `S` is the type of the server object, names, arguments and results
 * are typed by it.
 *
 * Methods throw ProtocolError for an error that the server reports, and MortiseError for a failure
 * on this side. A tool's own failure is a value: see {@link ToolResult.isError}.
 */
export interface Client<S = unknown> extends AsyncDisposable {
  /** The revision that was agreed. */
  readonly revision: Revision;
  /** The server's name and version, by its own word. */
  readonly serverInfo: Implementation | undefined;
  /** The features that the server declares. */
  readonly capabilities: ServerCapabilities;
  /** The server's instructions for a model; `undefined` if it has none. */
  readonly instructions: string | undefined;
  /** Whether {@link close} was called; a closed client refuses requests. */
  readonly isClosed: boolean;
  /** Lists every tool, over HTTP without tools whose `x-mcp-header` annotations are invalid. */
  listTools(options?: RequestOptions): Promise<Tool[]>;
  /** Lists every resource; none when the server has no resources. */
  listResources(options?: RequestOptions): Promise<Resource[]>;
  /** Lists every resource template; none when the server has no resources. */
  listResourceTemplates(options?: RequestOptions): Promise<ResourceTemplate[]>;
  /** Lists every prompt; none when the server has no prompts. */
  listPrompts(options?: RequestOptions): Promise<Prompt[]>;
  /**
   * Calls a tool; the handlers of the connection answer the server's questions. If the server answers with a
   * task, the call waits for its result, and its `signal` and `timeout` cancel the task.
   *
   * @example
   * ```ts
   * await using client = await connect(server); // in this process, nothing to start
   * const { text } = await client.callTool("greet", { name: "Ada" });
   * ```
   */
  callTool<Name extends keyof ToolsOf<S> & string>(
    name: Name,
    ...rest: ArgumentsFor<ToolsOf<S>[Name], CallToolOptions>
  ): Promise<ToolResult<OutputOf<ToolsOf<S>[Name]>>>;
  /**
   * Finds a task of this server by its id, such as one whose call was made by a process that is gone. `tool`
   * names the tool that was called, which types the result and lets it be checked by the output schema.
   */
  task<Name extends keyof ToolsOf<S> & string>(
    id: string,
    tool?: Name,
  ): ClientTask<OutputOf<ToolsOf<S>[Name]>>;
  /** Reads the contents of a resource. */
  readResource(uri: string, options?: RequestOptions): Promise<ReadResourceResult>;
  /** Renders a prompt; arguments other than strings are sent as JSON. */
  getPrompt<Name extends keyof PromptsOf<S> & string>(
    name: Name,
    ...rest: ArgumentsFor<PromptsOf<S>[Name], RequestOptions>
  ): Promise<GetPromptResult>;
  /**
   * Asks for values that complete an argument; `context` holds the arguments that are known
   * already.
   */
  complete(
    reference: CompletionReference,
    argument: { readonly name: string; readonly value: string },
    context?: Readonly<Record<string, string>>,
    options?: RequestOptions,
  ): Promise<Completion>;
  /** Sets the mildest severity of log messages that the server sends. */
  setLogLevel(level: LoggingLevel): Promise<void>;
  /** Resolves when the server answers. */
  ping(options?: RequestOptions): Promise<void>;
  /**
   * Reports changes from the first `next()` on, and opens the connection again when it is lost.
   * Notifications of extensions go to the extensions themselves.
   */
  listen(filter: ListenFilter, options?: ClientListenOptions): AsyncGenerator<ChangeNotification>;
  /** Sends any other request, such as one of an extension, and returns the result unchanged. */
  request(method: string, params?: JsonObject, options?: CallToolOptions): Promise<JsonObject>;
  /**
   * Fails the requests in flight and ends the connection; a second call does nothing. Tasks that are waited for go
   * on at the server.
   */
  close(): Promise<void>;
}
