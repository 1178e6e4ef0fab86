import type {
  ClientCapabilities,
  Duration,
  HandlerRecord,
  Implementation,
  JsonObject,
  JsonRpcRequest,
  Principal,
  Repair,
  RequestId,
  Revision,
} from "@mortise/protocol";
import { parseDuration, TASKS_EXTENSION, ToolError } from "@mortise/protocol";
import { ASK_ROOTS, askModel } from "../client-feature/client-question.ts";
import { askForm, askUrl } from "../client-feature/form.ts";
import type { InputRequests } from "../client-feature/question.ts";
import type { RequestLog } from "../logging/request-log.ts";
import { createRequestLog } from "../logging/request-log.ts";
import { HandlerInput } from "../multi-round-trip/handler-input.ts";
import type { Caller } from "../request/caller.ts";
import { isThenable } from "../schema/thenable.ts";
import type { Detachable, DetachOptions, HandlerTask } from "./detachable.ts";
import { Progress } from "./progress.ts";

/** The request that a handler answers, and its means while it runs. */
export interface RequestContext<Caller extends Principal = Principal> extends InputRequests {
  /** Aborts when the request is cancelled, its caller goes away, or its time is up. */
  readonly signal: AbortSignal;
  /** The platform's `fetch`, ended by {@link RequestContext.signal}. */
  readonly fetch: typeof fetch;
  /** Sends log messages to the client, where it asked for them. */
  readonly log: RequestLog;
  /** The caller, as the server's `auth` confirmed, with what `auth` adds to it; `undefined` for an anonymous one. */
  readonly auth: (Principal & Caller) | undefined;
  /** The client, as it describes itself; not verified. */
  readonly client: {
    readonly info: Implementation | undefined;
    readonly capabilities: ClientCapabilities;
  };
  /** The request that the handler answers, as it came. */
  readonly request: {
    readonly id: RequestId;
    readonly method: string;
    /** The tool or prompt called, or the URI read. */
    readonly name: string;
    readonly revision: Revision;
    readonly meta: JsonObject;
    /** The repairs of the arguments before they fitted the schema. */
    readonly repairs: readonly Repair[];
  };
  /**
   * Reports progress to the client; sent only if the client asked for it.
   *
   * `done` must grow with each call; a value that does not is dropped (2026-07-28, Progress).
   */
  progress(done: number, total?: number, message?: string): void;
  /**
   * Releases the client's connection while the work goes on; the client comes back for the answer.
   *
   * For work that takes longer than proxies keep a connection: call it again and again, before each
   * long part. The client waits for `retry`, by default one second, and gets the messages
   * sent meanwhile when it comes back. Without effect if the client cannot come back: everywhere but in
   * HTTP sessions of 2025-11-25 (Streamable HTTP, Sending Messages to the Server).
   *
   * @throws MortiseError `INVALID_OPTION` when `retry` is no duration.
   */
  releaseConnection(options?: { readonly retry?: Duration }): void;
  /**
   * Lets the call become a task here, in a tool with `task: { start: "detach" }`: the client gets the task, and
   * the handler begins again in it, with the answers and steps so far on record.
   *
   * It then rejects to end the handler, so that a `catch` around it must throw again. Resolves without effect in
   * a task, for clients that do not know tasks, and everywhere else.
   *
   * Rejects with MortiseError `INVALID_OPTION` for a `delay` that is no duration, or not shorter than the `ttl` of the tool.
   */
  detach(options?: DetachOptions): Promise<void>;
  /** The task that the handler runs in; `undefined` in a plain call. */
  readonly task: HandlerTask | undefined;
  /**
   * Gives what an extension of the server contributes to this request; `undefined` if the server does
   * not have it. Extensions export functions that call this and type the value.
   */
  extension(id: string): unknown;
}

const NO_META: JsonObject = Object.freeze({});
const NO_REPAIRS: readonly Repair[] = Object.freeze([]);

/** A request that a handler answers. */
interface Answered {
  readonly caller: Caller;
  readonly request: JsonRpcRequest;
}

/** The {@link RequestContext} of one request; each part is made when it is first used. */
export class CallContext implements RequestContext {
  readonly #caller: Caller;
  readonly #request: JsonRpcRequest;
  readonly #name: string;
  readonly #repairs: readonly Repair[];
  #log: RequestLog | undefined;
  #progress: Progress | undefined;
  #contributions: Map<string, unknown> | undefined;
  #lazyInput: HandlerInput | undefined;

  constructor(
    { caller, request }: Answered,
    name: string,
    repairs: readonly Repair[] = NO_REPAIRS,
  ) {
    this.#caller = caller;
    this.#request = request;
    this.#name = name;
    this.#repairs = repairs;
  }

  get auth(): Principal | undefined {
    return this.#caller.origin.principal;
  }

  get client(): RequestContext["client"] {
    const { info, capabilities } = this.#caller;
    return { info, capabilities };
  }

  get request(): RequestContext["request"] {
    const { id, method } = this.#request;
    const { revision } = this.#caller;
    return { id, method, name: this.#name, revision, meta: this.#meta, repairs: this.#repairs };
  }

  get signal(): AbortSignal {
    return this.#caller.lifetime.signal;
  }

  get fetch(): typeof fetch {
    const { signal } = this;
    const send = this.#caller.telemetry?.fetch ?? fetch;
    return (input, init) => {
      const own = init?.signal ?? (input instanceof Request ? input.signal : undefined);
      return send(input, { ...init, signal: own ? AbortSignal.any([own, signal]) : signal });
    };
  }

  get log(): RequestLog {
    this.#log ??= createRequestLog(this.#caller);
    return this.#log;
  }

  // Functions are made when they are read, so that a handler may take them out of its context.
  get progress(): RequestContext["progress"] {
    return (done, total, message) => {
      this.#progress ??= new Progress(this.#caller, this.#meta["progressToken"]);
      this.#progress.report(done, total, message);
    };
  }

  get releaseConnection(): RequestContext["releaseConnection"] {
    return ({ retry = "1s" } = {}) => {
      const retryMs = Math.ceil(parseDuration(retry, "releaseConnection, retry"));
      const { channel, lifetime } = this.#caller;
      if (!lifetime.isOver) channel.release?.(retryMs);
    };
  }

  get extension(): RequestContext["extension"] {
    return (id) => {
      this.#contributions ??= new Map();
      if (!this.#contributions.has(id)) {
        const contribution = this.#caller.extensions.contextOf(id, this);
        // A handler that awaits it gets its error; one that does not must not end the process.
        if (isThenable(contribution)) contribution.then(undefined, () => undefined);
        this.#contributions.set(id, contribution);
      }
      return this.#contributions.get(id);
    };
  }

  get detach(): RequestContext["detach"] {
    return async (options) => {
      const tasks = this.extension(TASKS_EXTENSION) as Detachable | undefined;
      await tasks?.detach(options);
    };
  }

  get task(): HandlerTask | undefined {
    return (this.extension(TASKS_EXTENSION) as Detachable | undefined)?.task;
  }

  get elicit(): RequestContext["elicit"] {
    return (key, { message, schema }) =>
      this.#input.ask(key, askForm(message, schema)) as Promise<never>;
  }

  get elicitUrl(): RequestContext["elicitUrl"] {
    return (key, { message, url }) => this.#input.ask(key, askUrl(message, url));
  }

  get sample(): RequestContext["sample"] {
    return (key, params) => this.#input.ask(key, askModel(params));
  }

  get roots(): RequestContext["roots"] {
    return () => this.#input.ask("roots", ASK_ROOTS);
  }

  get step(): RequestContext["step"] {
    return (name, work) => this.#input.step(name, work);
  }

  /** Resolves with the answers and steps so far, for work that goes on outside the request. */
  async record(): Promise<HandlerRecord> {
    return (await this.#lazyInput?.record()) ?? { answers: [], steps: [] };
  }

  /** Sends the client a request, for an extension; the time of this one stands still meanwhile. */
  async ask(method: string, params: JsonObject): Promise<JsonObject> {
    const { channel, lifetime } = this.#caller;
    if (channel.ask) return lifetime.hold(channel.ask(method, params, lifetime.signal));
    throw new ToolError(`The client cannot be asked by ${method} while its request is answered`, {
      code: "no_session",
    });
  }

  /** Sends the client a notification ahead of the answer, for an extension. */
  notify(method: string, params: JsonObject): void {
    const { channel, lifetime } = this.#caller;
    if (!lifetime.isOver) channel.emit(JSON.stringify({ jsonrpc: "2.0", method, params }));
  }

  get #input(): HandlerInput {
    this.#lazyInput ??= new HandlerInput(this.#caller, this.#request);
    return this.#lazyInput;
  }

  get #meta(): JsonObject {
    return (this.#request.params?.["_meta"] as JsonObject | undefined) ?? NO_META;
  }
}
