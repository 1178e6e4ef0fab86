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
import {
  ErrorCode,
  MortiseError,
  ProtocolError,
  parseDuration,
  passesLoggingLevel,
} from "@mortise/protocol";
import { isCacheable } from "../cache/cacheable.ts";
import { outdatedByError } from "../cache/outdated-by.ts";
import type { ResponseCache } from "../cache/response-cache.ts";
import { adviseHandler } from "../client-feature/missing-handler.ts";
import type { ClientConnection, ConnectionCall } from "../connection/client-connection.ts";
import type { LogEntry } from "../logging/log-entry.ts";
import { answerAll, completeRequest } from "../multi-round-trip/complete-request.ts";
import type { ListField } from "../pagination/list-entry.ts";
import { paginate } from "../pagination/paginate.ts";
import { catchRejection } from "../request/catch-rejection.ts";
import { checkCall } from "../request/check-call.ts";
import type { Exchange } from "../request/exchange.ts";
import { readLimits } from "../request/read-limits.ts";
import type { ChangeNotification } from "../subscription/change-queue.ts";
import type { ClientListenOptions } from "../subscription/listen.ts";
import { listen } from "../subscription/listen.ts";
import { Deadline } from "../time/deadline.ts";
import { parseLimit } from "../time/parse-limit.ts";
import { ArgumentHeaders } from "../tool/argument-header.ts";
import { OutputSchemas } from "../tool/output-schemas.ts";
import type { ToolResult, ToolResultReader } from "../tool/tool-result.ts";
import { readToolResult } from "../tool/tool-result.ts";
import type { Ask } from "./ask.ts";
import { checkAsk } from "./ask.ts";
import type { CallToolOptions, Client, CompletionReference, RequestOptions } from "./client.ts";
import { toReference } from "./completion-reference.ts";
import { toPromptArguments } from "./prompt-argument.ts";
import { readList } from "./read-list.ts";
import { SessionLogLevel } from "./session-log-level.ts";

/** A {@link Client} over one connection. */
export class ConnectedClient implements Client {
  readonly #connection: ClientConnection;
  readonly #cache: ResponseCache | undefined;
  readonly #onLog: ((entry: LogEntry) => void) | undefined;
  readonly #argumentHeaders: ArgumentHeaders;
  readonly #outputSchemas: OutputSchemas;
  readonly #resultReader: ToolResultReader;
  readonly #sessionLevel: SessionLogLevel;
  #logLevel: LoggingLevel | undefined;

  constructor(
    connection: ClientConnection,
    cache: ResponseCache | undefined,
    onLog: ((entry: LogEntry) => void) | undefined,
  ) {
    this.#connection = connection;
    this.#cache = cache;
    this.#onLog = onLog;
    const { warn } = connection.options;
    this.#argumentHeaders = new ArgumentHeaders(warn);
    this.#outputSchemas = new OutputSchemas(warn);
    this.#resultReader = {
      warn,
      findProblem: (name, structured) => this.#outputSchemas.findProblem(name, structured),
    };
    this.#sessionLevel = new SessionLogLevel(
      (level) => this.#ask("logging/setLevel", { level }),
      warn,
    );
    connection.onRenewal(() => this.#renewLogLevel());
  }

  /** Takes the log level of the connection, which a legacy session is notified of. */
  async begin(level: LoggingLevel): Promise<void> {
    this.#logLevel = level;
    if (this.#setsSessionLevel) await this.#sessionLevel.set(level);
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
    const params = { name, arguments: input };
    const { clock, timeoutMs } = this.#connection.options;
    const start = clock.monotonic();
    let limit = options;
    const ask = (): Promise<JsonObject> => {
      const headers = this.#mirrorsArguments ? this.#argumentHeaders.toHeaders(name, input) : {};
      return this.#ask("tools/call", params, { ...limit, headers });
    };
    try {
      return readToolResult(name, await ask(), this.#resultReader);
    } catch (error) {
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
    const result = await this.#ask("resources/read", { uri }, options);
    return readList(result, { method: "resources/read", field: "contents", warn: this.#warn });
  }

  async getPrompt(
    name: string,
    input: JsonObject = {},
    options?: RequestOptions,
  ): Promise<GetPromptResult> {
    checkCall("getPrompt", name, input);
    const params = { name, arguments: toPromptArguments(input) };
    const result = await this.#ask("prompts/get", params, options);
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
    const { completion } = await this.#ask("completion/complete", params, options);
    const read = { method: "completion/complete", field: "values", warn: this.#warn } as const;
    return readList(completion as JsonObject | undefined, read);
  }

  async setLogLevel(level: LoggingLevel): Promise<void> {
    this.#logLevel = level;
    // 2026-07-28, Logging: the level travels with each request instead.
    if (!this.#connection.isModern) await this.#sessionLevel.set(level);
  }

  async ping(options?: RequestOptions): Promise<void> {
    const method = this.#connection.isModern ? "server/discover" : "ping";
    await this.#ask(method, {}, { ...options, fresh: true });
  }

  listen(
    filter: SubscriptionFilter,
    options?: ClientListenOptions,
  ): AsyncGenerator<ChangeNotification> {
    return listen(this.#connection, filter, options);
  }

  request(method: string, params: JsonObject = {}, options?: CallToolOptions): Promise<JsonObject> {
    if (method !== "tools/call" || !this.#mirrorsArguments) {
      return this.#ask(method, params, options);
    }
    const headers = this.#argumentHeaders.ofCall(params);
    return this.#ask(method, params, { ...options, headers });
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #warn(): (message: string) => void {
    return this.#connection.options.warn;
  }

  get #mirrorsArguments(): boolean {
    return this.#connection.isModern && this.#connection.kind === "http";
  }

  async #list<Item>(method: string, field: ListField, options?: RequestOptions): Promise<Item[]> {
    const { clock, timeoutMs } = this.#connection.options;
    const read = (settings: RequestOptions = {}): Promise<Item[]> =>
      paginate<Item>(method, field, {
        send: (params) => this.#ask(method, params, settings),
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

  async #ask(method: string, params: JsonObject, options: Ask = {}): Promise<JsonObject> {
    checkAsk(method, options);
    const { signal, timeout, meta, extensions, fresh: isFresh = false } = options;
    const { isModern, isClosed } = this.#connection;
    // A closed client answers nothing from the cache, and legacy results do not say how long they
    // are fresh.
    const cache = isModern && !isClosed ? this.#cache : undefined;
    const send = (until: AbortSignal): Promise<Exchange> =>
      this.#exchange(method, params, { ...options, signal: until });
    try {
      if (cache !== undefined && extensions === undefined && isCacheable(method, params)) {
        const all = meta === undefined ? params : { ...params, _meta: meta };
        const asked = { method, params: all, signal: signal ?? never(), timeout, isFresh };
        return await cache.request(asked, send);
      }
      try {
        return (await this.#exchange(method, params, options)).result;
      } finally {
        cache?.separate();
      }
    } catch (error) {
      const isOutdated = outdatedByError(method, error);
      if (isOutdated !== undefined) cache?.drop(isOutdated);
      throw adviseHandler(error);
    }
  }

  #exchange(method: string, params: JsonObject, options: Ask): Promise<Exchange> {
    const { logLevel } = options;
    const exchange = (): Promise<Exchange> => this.#goRounds(method, params, options);
    const isSession = logLevel !== undefined && this.#setsSessionLevel;
    return isSession ? this.#sessionLevel.during(logLevel, exchange) : exchange();
  }

  #goRounds(method: string, params: JsonObject, options: Ask): Promise<Exchange> {
    const { signal, meta } = options;
    const { closing } = this.#connection;
    const { clock, handlers } = this.#connection.options;
    const { timeoutMs, maxTimeoutMs } = readLimits(options, this.#connection.options);
    const deadline = new Deadline(timeoutMs, { clock, maxMilliseconds: maxTimeoutMs });
    const onLog = this.#logReceiver(options);
    const call = {
      method,
      signal,
      timeoutMs,
      maxTimeoutMs,
      deadline,
      headers: options.headers,
      extensions: options.extensions,
      onProgress: options.onProgress,
      onLog,
      logLevel: options.logLevel ?? this.#logLevel ?? (onLog && "info"),
    };
    return completeRequest({
      method,
      params,
      handlers,
      signal,
      closing,
      deadline,
      send: (round) =>
        this.#connection.request({
          ...call,
          params: meta === undefined ? round : { ...round, _meta: meta },
        }),
      extend: (type, result) => this.#complete(type, result, { ...call, params }),
      isModern: () => this.#connection.isModern,
    });
  }

  /** Completes a result of an extension's type; `undefined` when no extension has it. */
  #complete(
    type: unknown,
    result: JsonObject,
    { method, params, onProgress, timeoutMs, deadline, signal = never() }: ConnectionCall,
  ): Promise<JsonObject> | undefined {
    const { closing } = this.#connection;
    const { handlers, extensions } = this.#connection.options;
    const found = this.#connection.isModern
      ? extensions.result(method, type)
      : extensions.legacyResult(method, result);
    // The result of an extension may take any time, such as a task.
    if (found !== undefined) deadline?.clear();
    return found?.complete(result, {
      method,
      params: params ?? {},
      signal,
      onProgress:
        onProgress &&
        ((progress) =>
          catchRejection(onProgress(progress), (error) =>
            this.#warn(`onProgress of ${method} failed: ${String(error)}`),
          )),
      request: (next, own = {}, settings) =>
        this.#connection.request({ timeoutMs, method: next, params: own, signal, ...settings }),
      answer: (requests) => answerAll({ method, handlers, signal, closing }, requests),
    });
  }

  /** The level of a session can be set before 2026-07-28, by servers that write logs. */
  get #setsSessionLevel(): boolean {
    return !this.#connection.isModern && this.capabilities.logging !== undefined;
  }

  /** The receiver of a call's log messages; in a session, others may have set a milder level. */
  #logReceiver({ onLog, logLevel }: Ask): Ask["onLog"] {
    if (this.#connection.isModern) return onLog ?? this.#onLog;
    if (onLog === undefined || logLevel === undefined) return onLog;
    return (entry) => (passesLoggingLevel(entry.level, logLevel) ? onLog(entry) : undefined);
  }

  #renewLogLevel(): void {
    if (this.#connection.isModern) return;
    this.#sessionLevel.renew().catch((error: unknown) => {
      this.#warn(`Could not set the log level again: ${String(error)}`);
    });
  }
}

function isBadCursor(error: unknown): boolean {
  if (ProtocolError.is(error)) return error.code === ErrorCode.InvalidParams;
  return MortiseError.is(error) && error.code === "INVALID_RESPONSE";
}

/** A signal that never aborts, in place of one that the caller did not give. */
function never(): AbortSignal {
  return new AbortController().signal;
}
