import type { JsonObject, LoggingLevel } from "@mortise/protocol";
import { passesLoggingLevel } from "@mortise/protocol";
import { isCacheable } from "../cache/cacheable.ts";
import { outdatedByError } from "../cache/outdated-by.ts";
import type { ResponseCache } from "../cache/response-cache.ts";
import { adviseHandler } from "../client-feature/missing-handler.ts";
import type { ClientConnection } from "../connection/client-connection.ts";
import type { LogEntry } from "../logging/log-entry.ts";
import { answerAll, completeRequest } from "../multi-round-trip/complete-request.ts";
import { catchRejection } from "../request/catch-rejection.ts";
import type { Exchange } from "../request/exchange.ts";
import { readLimits } from "../request/read-limits.ts";
import type { ConnectionTasks, TaskCall } from "../task/connection-tasks.ts";
import { Deadline } from "../time/deadline.ts";
import type { Ask } from "./ask.ts";
import { checkAsk } from "./ask.ts";
import { SessionLogLevel } from "./session-log-level.ts";

/** The parts that requests of a client go through. */
export interface RequesterOptions {
  readonly connection: ClientConnection;
  readonly cache: ResponseCache | undefined;
  /** Receives the server's log messages of a request without a receiver of its own. */
  readonly onLog: ((entry: LogEntry) => void) | undefined;
  /** Waits for tasks; `undefined` if the client does not declare them. */
  readonly tasks: ConnectionTasks | undefined;
}

/** Makes the requests of a client: from the cache or by as many rounds as it takes, at its log level. */
export class Requester {
  readonly #connection: ClientConnection;
  readonly #cache: ResponseCache | undefined;
  readonly #onLog: ((entry: LogEntry) => void) | undefined;
  readonly #tasks: ConnectionTasks | undefined;
  readonly #sessionLevel: SessionLogLevel;
  #logLevel: LoggingLevel | undefined;

  constructor({ connection, cache, onLog, tasks }: RequesterOptions) {
    this.#connection = connection;
    this.#cache = cache;
    this.#onLog = onLog;
    this.#tasks = tasks;
    this.#sessionLevel = new SessionLogLevel(
      (level) => this.ask("logging/setLevel", { level }),
      connection.options.warn,
    );
    connection.onRenewal(() => this.#renewLogLevel());
  }

  /** Takes the log level of the connection, which a legacy session is notified of. */
  async begin(level: LoggingLevel): Promise<void> {
    this.#logLevel = level;
    if (this.#setsSessionLevel) await this.#sessionLevel.set(level);
  }

  /** Sets the level of later requests; in a legacy session it is the server's. */
  async setLogLevel(level: LoggingLevel): Promise<void> {
    this.#logLevel = level;
    // 2026-07-28, Logging: the level travels with each request instead.
    if (!this.#connection.isModern) await this.#sessionLevel.set(level);
  }

  /** Makes a request and returns its complete result. */
  async ask(method: string, params: JsonObject, options: Ask = {}): Promise<JsonObject> {
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
    const task = {
      isLimited: options.timeout !== undefined,
      wait: options.wait,
      onTask: options.onTask,
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
      extend: (type, result) => this.#complete(type, result, { ...call, ...task, params }),
      isModern: () => this.#connection.isModern,
    });
  }

  /** Completes a result of an extension's type; `undefined` when no extension has it. */
  #complete(type: unknown, result: JsonObject, call: TaskCall): Promise<JsonObject> | undefined {
    const { method, params, onProgress, timeoutMs, deadline, signal = never() } = call;
    const created = this.#tasks?.readCreated(type, result, call);
    if (created !== undefined) return this.#tasks?.complete(created, call);
    const { closing } = this.#connection;
    const { handlers, extensions } = this.#connection.options;
    const found = this.#connection.isModern
      ? extensions.result(method, type)
      : extensions.legacyResult(method, result);
    // The result of an extension may take any time, such as a task.
    if (found !== undefined) deadline.clear();
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
    return (
      !this.#connection.isModern && this.#connection.agreement.capabilities.logging !== undefined
    );
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

  get #warn(): (message: string) => void {
    return this.#connection.options.warn;
  }
}

/** A signal that never aborts, in place of one that the caller did not give. */
function never(): AbortSignal {
  return new AbortController().signal;
}
