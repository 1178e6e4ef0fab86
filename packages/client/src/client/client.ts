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
import type { ToolResult } from "../tool/tool-result.ts";
import type { ArgumentsFor, OutputOf, PromptsOf, ToolsOf } from "./catalogue.ts";

/** Settings of one request. */
export interface RequestOptions {
  /** Gives the request up, which also tells the server. */
  readonly signal?: AbortSignal;
  /** Default: the `timeout` of the connection. */
  readonly timeout?: Duration;
  /** Further `_meta` members. */
  readonly meta?: JsonObject;
  /** What the request asks of extensions, by their identifiers, such as how long a task is kept. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /**
   * Asks the server, even for a list or resource whose last answer is still fresh; default `false`.
   */
  readonly fresh?: boolean;
}

/** What to listen for; an extension may add members. */
export type ListenFilter = SubscriptionFilter | (SubscriptionFilter & JsonObject);

/** Settings of one tool call. */
export interface CallToolOptions extends RequestOptions {
  /** Asks for progress and takes it. */
  readonly onProgress?: (progress: Progress) => void;
  /** Takes what the server logs during this call; default: `onLog` of the connection. */
  readonly onLog?: (entry: LogEntry) => void;
  /** The mildest severity to send; default `info` when somebody listens. */
  readonly logLevel?: LoggingLevel;
}

/** What is to be completed: an argument of a prompt, or a variable of a resource template. */
export type CompletionReference = { readonly prompt: string } | { readonly resource: string };

/**
 * A connection to one server. `S` is the type of the server object, where it is known: then names,
 * arguments and results are checked.
 *
 * A failure that the server reports throws ProtocolError; one on the way throws MortiseError. A
 * tool's own failure is a value: see {@link ToolResult.isError}.
 */
export interface Client<S = unknown> extends AsyncDisposable {
  /** The revision that was agreed. */
  readonly revision: Revision;
  /** What the server calls itself; unverified. */
  readonly serverInfo: Implementation | undefined;
  readonly capabilities: ServerCapabilities;
  /** How the server wants a model to use it. */
  readonly instructions: string | undefined;
  readonly isClosed: boolean;
  /** Lists every tool; on HTTP without those that a client must not use (`x-mcp-header`). */
  listTools(options?: RequestOptions): Promise<Tool[]>;
  /** Lists every resource; none when the server has no resources. */
  listResources(options?: RequestOptions): Promise<Resource[]>;
  /** Lists every resource template; none when the server has no resources. */
  listResourceTemplates(options?: RequestOptions): Promise<ResourceTemplate[]>;
  /** Lists every prompt; none when the server has no prompts. */
  listPrompts(options?: RequestOptions): Promise<Prompt[]>;
  /** Calls a tool; questions the server has on the way go to the handlers of the connection. */
  callTool<Name extends keyof ToolsOf<S> & string>(
    name: Name,
    ...rest: ArgumentsFor<ToolsOf<S>[Name], CallToolOptions>
  ): Promise<ToolResult<OutputOf<ToolsOf<S>[Name]>>>;
  /** Reads what a resource holds. */
  readResource(uri: string, options?: RequestOptions): Promise<ReadResourceResult>;
  /** Renders a prompt; arguments that are no strings are sent as JSON. */
  getPrompt<Name extends keyof PromptsOf<S> & string>(
    name: Name,
    ...rest: ArgumentsFor<PromptsOf<S>[Name], RequestOptions>
  ): Promise<GetPromptResult>;
  /** Asks for values that complete an argument; `context` holds those already chosen. */
  complete(
    reference: CompletionReference,
    argument: { readonly name: string; readonly value: string },
    context?: Readonly<Record<string, string>>,
    options?: RequestOptions,
  ): Promise<Completion>;
  /** Sets the mildest severity that the server is to log. */
  setLogLevel(level: LoggingLevel): Promise<void>;
  /** Resolves when the server answers. */
  ping(options?: RequestOptions): Promise<void>;
  /**
   * Reports changes, from the first `next()` on; opens the connection again when it is lost. What a
   * filter holds besides is for extensions, which take their notifications themselves.
   */
  listen(filter: ListenFilter, options?: ClientListenOptions): AsyncGenerator<ChangeNotification>;
  /** Sends any other request, such as one of an extension, and returns its result as it came. */
  request(method: string, params?: JsonObject, options?: RequestOptions): Promise<JsonObject>;
  /** Fails what is in flight and ends the connection; a second call does nothing. */
  close(): Promise<void>;
}
