import type {
  Completion,
  GetPromptResult,
  Implementation,
  JsonObject,
  LoggingLevel,
  OptionNames,
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
  checkOptions,
  ErrorCode,
  MortiseError,
  ProtocolError,
  parseDuration,
} from "@mortise/protocol";
import { isCacheable } from "../cache/cacheable.ts";
import { outdatedByError } from "../cache/outdated-by.ts";
import type { ResponseCache } from "../cache/response-cache.ts";
import type { ClientConnection, ConnectionCall } from "../connection/client-connection.ts";
import type { LogEntry } from "../logging/log-entry.ts";
import { answerAll, completeRequest } from "../multi-round-trip/complete-request.ts";
import { paginate } from "../pagination/paginate.ts";
import { catchRejection } from "../request/catch-rejection.ts";
import type { Exchange } from "../request/exchange.ts";
import type { ChangeNotification } from "../subscription/change-queue.ts";
import type { ClientListenOptions } from "../subscription/listen.ts";
import { listen } from "../subscription/listen.ts";
import { ArgumentHeaders } from "../tool/argument-header.ts";
import type { ToolResult } from "../tool/tool-result.ts";
import { readToolResult } from "../tool/tool-result.ts";
import type { CallToolOptions, Client, CompletionReference, RequestOptions } from "./client.ts";

interface Ask extends CallToolOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

const ASK_OPTIONS: OptionNames<Ask> = {
  signal: true,
  timeout: true,
  meta: true,
  extensions: true,
  fresh: true,
  onProgress: true,
  onLog: true,
  logLevel: true,
  headers: true,
};

/** A {@link Client} over one connection. */
export class ConnectedClient implements Client {
  readonly #connection: ClientConnection;
  readonly #cache: ResponseCache | undefined;
  readonly #onLog: ((entry: LogEntry) => void) | undefined;
  readonly #argumentHeaders: ArgumentHeaders;
  #logLevel: LoggingLevel | undefined;

  constructor(
    connection: ClientConnection,
    cache: ResponseCache | undefined,
    onLog: ((entry: LogEntry) => void) | undefined,
  ) {
    this.#connection = connection;
    this.#cache = cache;
    this.#onLog = onLog;
    this.#argumentHeaders = new ArgumentHeaders(connection.options.warn);
    connection.onRenewal(() => this.#renewLogLevel());
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
    const params = { name, arguments: input };
    const ask = (): Promise<JsonObject> => {
      const headers = this.#mirrorsArguments ? this.#argumentHeaders.toHeaders(name, input) : {};
      return this.#ask("tools/call", params, { ...options, headers });
    };
    try {
      return readToolResult(name, await ask());
    } catch (error) {
      const isMismatch = ProtocolError.is(error) && error.code === ErrorCode.HeaderMismatch;
      if (!isMismatch || !this.#mirrorsArguments) throw error;
      // 2026-07-28, Client Behavior: the tool's schema may have changed since it was listed.
      const { signal, timeout } = options;
      await this.listTools({
        fresh: true,
        ...(signal !== undefined && { signal }),
        ...(timeout !== undefined && { timeout }),
      });
      return readToolResult(name, await ask());
    }
  }

  async readResource(uri: string, options?: RequestOptions): Promise<ReadResourceResult> {
    const result = await this.#ask("resources/read", { uri }, options);
    return checkList<ReadResourceResult>(result, "resources/read", "contents");
  }

  async getPrompt(
    name: string,
    input: JsonObject = {},
    options?: RequestOptions,
  ): Promise<GetPromptResult> {
    const params = { name, arguments: toPromptArguments(input) };
    const result = await this.#ask("prompts/get", params, options);
    return checkList<GetPromptResult>(result, "prompts/get", "messages");
  }

  async complete(
    reference: CompletionReference,
    argument: { readonly name: string; readonly value: string },
    context?: Readonly<Record<string, string>>,
    options?: RequestOptions,
  ): Promise<Completion> {
    const ref =
      "prompt" in reference
        ? { type: "ref/prompt", name: reference.prompt }
        : { type: "ref/resource", uri: reference.resource };
    const params = {
      ref,
      argument,
      ...(context !== undefined && { context: { arguments: context } }),
    };
    const { completion } = await this.#ask("completion/complete", params, options);
    checkList(completion as JsonObject | undefined, "completion/complete", "values");
    return completion as Completion;
  }

  async setLogLevel(level: LoggingLevel): Promise<void> {
    this.#logLevel = level;
    // 2026-07-28, Logging: the level travels with each request instead.
    if (!this.#connection.isModern) await this.#ask("logging/setLevel", { level });
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
    return this.#ask(method, params, options);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #mirrorsArguments(): boolean {
    return this.#connection.isModern && this.#connection.kind === "http";
  }

  async #list<Item>(method: string, field: string, options?: RequestOptions): Promise<Item[]> {
    const read = (settings: RequestOptions = {}): Promise<Item[]> =>
      paginate<Item>(method, field, (params) => this.#ask(method, params, settings));
    try {
      return await read(options).catch((error: unknown) => {
        if (!this.#cache?.has(method) || !isBadCursor(error)) throw error;
        // 2026-07-28, Caching: pages that no longer fit together are read again from the first page
        // on.
        this.#cache.drop((kept) => kept.method === method);
        return read({ ...options, fresh: true });
      });
    } catch (error) {
      // A server without resources need not know the methods that list them.
      const feature = method.split("/")[0] as keyof ServerCapabilities;
      const isUnknown = ProtocolError.is(error) && error.code === ErrorCode.MethodNotFound;
      if (isUnknown && this.capabilities[feature] === undefined) return [];
      throw error;
    }
  }

  async #ask(method: string, params: JsonObject, options: Ask = {}): Promise<JsonObject> {
    checkOptions(method, options, ASK_OPTIONS);
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
      throw error;
    }
  }

  #exchange(method: string, params: JsonObject, options: Ask): Promise<Exchange> {
    const { signal, timeout, meta } = options;
    const { isModern } = this.#connection;
    const onLog = options.onLog ?? (isModern ? this.#onLog : undefined);
    const call = {
      method,
      signal,
      timeoutMs: timeout === undefined ? undefined : parseDuration(timeout),
      headers: options.headers,
      extensions: options.extensions,
      onProgress: options.onProgress,
      onLog,
      logLevel: options.logLevel ?? this.#logLevel ?? (onLog && "info"),
    };
    return completeRequest({
      method,
      params,
      handlers: this.#connection.options.handlers,
      signal,
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
    { method, params, onProgress, timeoutMs, signal = never() }: ConnectionCall,
  ): Promise<JsonObject> | undefined {
    const { handlers, extensions, warn } = this.#connection.options;
    const found = this.#connection.isModern
      ? extensions.result(method, type)
      : extensions.legacyResult(method, result);
    return found?.complete(result, {
      method,
      params: params ?? {},
      signal,
      onProgress:
        onProgress &&
        ((progress) =>
          catchRejection(onProgress(progress), (error) =>
            warn(`onProgress of ${method} failed: ${String(error)}`),
          )),
      request: (next, own = {}, settings) =>
        this.#connection.request({ timeoutMs, method: next, params: own, signal, ...settings }),
      answer: (requests) => answerAll({ handlers, signal }, requests),
    });
  }

  #renewLogLevel(): void {
    if (this.#logLevel === undefined) return;
    this.setLogLevel(this.#logLevel).catch((error: unknown) => {
      this.#connection.options.warn(`Could not set the log level again: ${String(error)}`);
    });
  }
}

function isBadCursor(error: unknown): boolean {
  if (ProtocolError.is(error)) return error.code === ErrorCode.InvalidParams;
  return MortiseError.is(error) && error.code === "INVALID_RESPONSE";
}

function toPromptArguments(input: JsonObject): Record<string, string> {
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

function checkList<Result>(result: JsonObject | undefined, method: string, field: string): Result {
  if (Array.isArray(result?.[field])) return result as Result;
  throw new MortiseError("INVALID_RESPONSE", `${method} was answered without a list of ${field}`);
}

/** A signal that never aborts, in place of one that the caller did not give. */
function never(): AbortSignal {
  return new AbortController().signal;
}
