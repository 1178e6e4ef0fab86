import type {
  Completion,
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
import { ErrorCode, MortiseError, ProtocolError, parseDuration } from "@mortise/protocol";
import type { ResponseCache } from "../cache/response-cache.ts";
import type { ClientConnection } from "../connection/client-connection.ts";
import type { LogEntry } from "../logging/log-entry.ts";
import type { ListField } from "../pagination/list-entry.ts";
import { paginate } from "../pagination/paginate.ts";
import { checkCall } from "../request/check-call.ts";
import type { ChangeNotification } from "../subscription/change-queue.ts";
import type { ClientListenOptions } from "../subscription/listen.ts";
import { listen } from "../subscription/listen.ts";
import type { ClientTask } from "../task/client-task.ts";
import { ConnectionTasks } from "../task/connection-tasks.ts";
import { parseLimit } from "../time/parse-limit.ts";
import { ArgumentHeaders } from "../tool/argument-header.ts";
import { OutputSchemas } from "../tool/output-schemas.ts";
import type { ToolResult, ToolResultReader } from "../tool/tool-result.ts";
import { readToolResult } from "../tool/tool-result.ts";
import type { CallToolOptions, Client, CompletionReference, RequestOptions } from "./client.ts";
import { toReference } from "./completion-reference.ts";
import { toPromptArguments } from "./prompt-argument.ts";
import { readList } from "./read-list.ts";
import { Requester } from "./requester.ts";

/** The settings of a client beside its connection. */
export interface ClientParts {
  readonly onLog: ((entry: LogEntry) => void) | undefined;
  /** The client declares the Tasks extension and waits for tasks. */
  readonly hasTasks: boolean;
}

/** A {@link Client} over one connection. */
export class ConnectedClient implements Client {
  readonly #connection: ClientConnection;
  readonly #cache: ResponseCache | undefined;
  readonly #argumentHeaders: ArgumentHeaders;
  readonly #outputSchemas: OutputSchemas;
  readonly #resultReader: ToolResultReader;
  readonly #tasks: ConnectionTasks | undefined;
  readonly #requester: Requester;
  /** The tools that are called as tasks alone (2025-11-25). */
  #taskTools: ReadonlySet<string> = new Set();

  constructor(
    connection: ClientConnection,
    cache: ResponseCache | undefined,
    { onLog, hasTasks }: ClientParts,
  ) {
    this.#connection = connection;
    this.#cache = cache;
    const { warn } = connection.options;
    this.#argumentHeaders = new ArgumentHeaders(warn);
    this.#outputSchemas = new OutputSchemas(warn);
    this.#resultReader = {
      warn,
      findProblem: (name, structured) => this.#outputSchemas.findProblem(name, structured),
    };
    const tasks = new ConnectionTasks(connection, (tool, result) =>
      readToolResult(tool, result, this.#resultReader),
    );
    this.#tasks = hasTasks ? tasks : undefined;
    this.#requester = new Requester({ connection, cache, onLog, tasks: this.#tasks });
  }

  /** Takes the log level of the connection, which a legacy session is notified of. */
  begin(level: LoggingLevel): Promise<void> {
    return this.#requester.begin(level);
  }

  get revision(): Revision {
    return this.#connection.agreement.revision;
  }

  get serverInfo(): Implementation | undefined {
    return this.#connection.agreement.serverInfo;
  }

  get capabilities(): ServerCapabilities {
    return this.#connection.agreement.capabilities;
  }

  get instructions(): string | undefined {
    return this.#connection.agreement.instructions;
  }

  get isClosed(): boolean {
    return this.#connection.isClosed;
  }

  async listTools(options?: RequestOptions): Promise<Tool[]> {
    const tools = await this.#list<Tool>("tools/list", "tools", options);
    this.#outputSchemas.learn(tools);
    this.#taskTools = new Set(tools.filter(requiresTask).map(({ name }) => name));
    return this.#mirrorsArguments ? this.#argumentHeaders.learn(tools) : tools;
  }

  listResources(options?: RequestOptions): Promise<Resource[]> {
    return this.#list("resources/list", "resources", options);
  }

  listResourceTemplates(options?: RequestOptions): Promise<ResourceTemplate[]> {
    return this.#list("resources/templates/list", "resourceTemplates", options);
  }

  listPrompts(options?: RequestOptions): Promise<Prompt[]> {
    return this.#list("prompts/list", "prompts", options);
  }

  async callTool<Structured>(
    name: string,
    input: JsonObject = {},
    options: CallToolOptions = {},
  ): Promise<ToolResult<Structured>> {
    checkCall("callTool", name, input);
    const isTask = this.#taskTools.has(name) && this.#takesTasks;
    const params = { name, arguments: input, ...(isTask && { task: {} }) };
    const { clock, timeoutMs } = this.#connection.options;
    const start = clock.monotonic();
    let limit = options;
    const ask = (): Promise<JsonObject> => {
      const headers = this.#mirrorsArguments ? this.#argumentHeaders.toHeaders(name, input) : {};
      return this.#requester.ask("tools/call", params, { ...limit, headers });
    };
    try {
      return readToolResult(name, await ask(), this.#resultReader);
    } catch (error) {
      if (await this.#needsTask(name, error, options)) return this.callTool(name, input, options);
      const isMismatch = ProtocolError.is(error) && error.code === ErrorCode.HeaderMismatch;
      if (!isMismatch || !this.#mirrorsArguments) throw error;
      // 2026-07-28, Client Behavior: the tool's schema may have changed since it was listed.
      const { signal, timeout = timeoutMs } = options;
      const left = (): number =>
        Math.max(1, parseDuration(timeout, "timeout") - (clock.monotonic() - start));
      await this.listTools({
        fresh: true,
        timeout: left(),
        ...(signal !== undefined && { signal }),
      });
      limit = { ...options, timeout: left() };
      return readToolResult(name, await ask(), this.#resultReader);
    }
  }

  async readResource(uri: string, options?: RequestOptions): Promise<ReadResourceResult> {
    const result = await this.#requester.ask("resources/read", { uri }, options);
    return readList(result, { method: "resources/read", field: "contents", warn: this.#warn });
  }

  async getPrompt(
    name: string,
    input: JsonObject = {},
    options?: RequestOptions,
  ): Promise<GetPromptResult> {
    checkCall("getPrompt", name, input);
    const params = { name, arguments: toPromptArguments(input) };
    const result = await this.#requester.ask("prompts/get", params, options);
    return readList(result, { method: "prompts/get", field: "messages", warn: this.#warn });
  }

  async complete(
    reference: CompletionReference,
    argument: { readonly name: string; readonly value: string },
    context?: Readonly<Record<string, string>>,
    options?: RequestOptions,
  ): Promise<Completion> {
    const params = {
      ref: toReference(reference),
      argument,
      ...(context !== undefined && { context: { arguments: context } }),
    };
    const { completion } = await this.#requester.ask("completion/complete", params, options);
    const read = { method: "completion/complete", field: "values", warn: this.#warn } as const;
    return readList(completion as JsonObject | undefined, read);
  }

  setLogLevel(level: LoggingLevel): Promise<void> {
    return this.#requester.setLogLevel(level);
  }

  async ping(options?: RequestOptions): Promise<void> {
    const method = this.#connection.isModern ? "server/discover" : "ping";
    await this.#requester.ask(method, {}, { ...options, fresh: true });
  }

  listen(
    filter: SubscriptionFilter,
    options?: ClientListenOptions,
  ): AsyncGenerator<ChangeNotification> {
    return listen(this.#connection, filter, options);
  }

  request(method: string, params: JsonObject = {}, options?: CallToolOptions): Promise<JsonObject> {
    if (method !== "tools/call" || !this.#mirrorsArguments) {
      return this.#requester.ask(method, params, options);
    }
    const headers = this.#argumentHeaders.ofCall(params);
    return this.#requester.ask(method, params, { ...options, headers });
  }

  task<Structured>(id: string, tool?: string): ClientTask<Structured> {
    if (typeof id !== "string" || id === "") {
      throw new MortiseError("INVALID_OPTION", "task takes the id of a task, a text");
    }
    if (this.#tasks) return this.#tasks.find(id, tool) as ClientTask<Structured>;
    throw new MortiseError(
      "INVALID_OPTION",
      "This client does not know tasks: it was connected with { tasks: false }, or with an extension of its own for them",
      { data: { option: "tasks" } },
    );
  }

  async close(): Promise<void> {
    await this.#tasks?.settle();
    await this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #warn(): (message: string) => void {
    return this.#connection.options.warn;
  }

  /** The server makes tasks of calls that ask for it; from 2026-07-28 on it decides by itself. */
  get #takesTasks(): boolean {
    const { tasks } = this.capabilities as { readonly tasks?: unknown };
    return !this.#connection.isModern && this.#tasks !== undefined && tasks !== undefined;
  }

  /** Returns whether a call was refused because its tool is called as a task alone, which the list says. */
  async #needsTask(
    name: string,
    error: unknown,
    { signal, timeout }: RequestOptions,
  ): Promise<boolean> {
    const isRefused = ProtocolError.is(error) && error.code === ErrorCode.MethodNotFound;
    if (!isRefused || !this.#takesTasks || this.#taskTools.has(name)) return false;
    await this.listTools({ ...(signal && { signal }), ...(timeout !== undefined && { timeout }) });
    return this.#taskTools.has(name);
  }

  get #mirrorsArguments(): boolean {
    return this.#connection.isModern && this.#connection.kind === "http";
  }

  async #list<Item>(method: string, field: ListField, options?: RequestOptions): Promise<Item[]> {
    const { clock, timeoutMs } = this.#connection.options;
    const read = (settings: RequestOptions = {}): Promise<Item[]> =>
      paginate<Item>(method, field, {
        send: (params) => this.#requester.ask(method, params, settings),
        warn: this.#warn,
        clock,
        timeoutMs:
          settings.timeout === undefined ? timeoutMs : parseLimit(settings.timeout, "timeout"),
      });
    try {
      return await read(options).catch((error: unknown) => {
        if (!this.#cache?.has(method) || !isBadCursor(error)) throw error;
        // 2026-07-28, Caching: pages that no longer fit together are read again from the first page
        // on.
        this.#cache.drop((kept) => kept.method === method);
        return read({ ...options, fresh: true });
      });
    } catch (error) {
      // A server without resources need not know the methods that list them, and many that have some do
      // not know templates.
      const feature = method.split("/")[0] as keyof ServerCapabilities;
      const isUnknown = ProtocolError.is(error) && error.code === ErrorCode.MethodNotFound;
      const isOptional = method === "resources/templates/list";
      if (isUnknown && (isOptional || this.capabilities[feature] === undefined)) return [];
      throw error;
    }
  }
}

function requiresTask(tool: Tool): boolean {
  const { execution } = tool as { readonly execution?: { readonly taskSupport?: unknown } | null };
  return execution?.taskSupport === "required";
}

function isBadCursor(error: unknown): boolean {
  if (ProtocolError.is(error)) return error.code === ErrorCode.InvalidParams;
  return MortiseError.is(error) && error.code === "INVALID_RESPONSE";
}
