import type {
  ClientCapabilities,
  Implementation,
  JsonObject,
  JsonRpcRequest,
  JsonRpcResponse,
  LoggingLevel,
  RequestId,
  Revision,
} from "@mortise/protocol";
import {
  ErrorCode,
  isLoggingLevel,
  MortiseError,
  negotiateLegacyRevision,
  ProtocolError,
} from "@mortise/protocol";
import type { Caller, Channel } from "../request/caller.ts";
import type { Answer, ServerCore } from "../request/dispatch.ts";
import { answerMethod, around } from "../request/dispatch.ts";
import type { Flight } from "../request/flight.ts";
import type { Origin } from "../request/origin.ts";

interface Question {
  readonly resolve: (result: JsonObject) => void;
  readonly reject: (error: unknown) => void;
}

/** URIs one session may subscribe to. */
const MAX_SUBSCRIPTIONS = 10_000;

/**
 * What a legacy client and this server agreed on at `initialize`, and what has gathered since
 * (2025-11-25, Lifecycle).
 */
export class Session {
  readonly id: string;
  readonly revision: Revision;
  readonly info: Implementation | undefined;
  readonly capabilities: ClientCapabilities;
  logLevel: LoggingLevel = "info";
  readonly #core: ServerCore;
  readonly #questions = new Map<RequestId, Question>();
  readonly #uris = new Set<string>();
  readonly #flights = new Map<RequestId, Flight>();
  #lastQuestion = 0;
  #stopListening: (() => void) | undefined;

  constructor(core: ServerCore, id: string, params: JsonObject) {
    this.#core = core;
    this.id = id;
    this.revision = negotiateLegacyRevision(params["protocolVersion"]);
    this.info = (params["clientInfo"] as Implementation | null | undefined) ?? undefined;
    this.capabilities = (params["capabilities"] as ClientCapabilities | null | undefined) ?? {};
  }

  /** The JSON text of the `initialize` result. */
  introduce(): string {
    return JSON.stringify({ protocolVersion: this.revision, ...this.#core.introduce() });
  }

  /** Sends change notifications through `send` until the returned function is called. */
  listen(send: (message: string) => void): () => void {
    this.#stopListening?.();
    const stop = this.#core.subscriptions.add({
      filter: () => ({
        toolsListChanged: true,
        promptsListChanged: true,
        resourcesListChanged: true,
        resourceSubscriptions: [...this.#uris],
      }),
      notify: (method, params) => send(JSON.stringify({ jsonrpc: "2.0", method, params })),
      end: () => undefined,
    });
    this.#stopListening = stop;
    return stop;
  }

  /** Answers a request of this session, which speaks to its client through `channel` meanwhile. */
  answer(
    request: JsonRpcRequest,
    channel: Channel,
    flight: Flight,
    origin: Origin,
  ): Answer | Promise<Answer> {
    if (this.#flights.has(request.id)) throw duplicateId(request.id);
    const caller = this.#caller(channel, flight, origin);
    const answer = around(this.#core, request, caller, (current) => this.#work(current, caller));
    if (!(answer instanceof Promise)) return answer;
    this.#flights.set(request.id, flight);
    return answer.finally(() => this.#flights.delete(request.id));
  }

  #work(request: JsonRpcRequest, caller: Caller): Answer | Promise<Answer> {
    switch (request.method) {
      case "initialize":
        throw new ProtocolError(ErrorCode.InvalidRequest, "This session is initialized already");
      case "logging/setLevel":
        return this.#setLevel(request.params?.["level"]);
      case "resources/subscribe":
        return this.#subscribe(request.params?.["uri"]);
      case "resources/unsubscribe":
        this.#uris.delete(request.params?.["uri"] as string);
        return "{}";
      default:
        return answerMethod(this.#core, request, caller);
    }
  }

  /** Takes a notification of the client. */
  notify(method: string, params: JsonObject | undefined): void {
    if (method !== "notifications/cancelled") return;
    const requestId = params?.["requestId"] as RequestId;
    this.#flights.get(requestId)?.abort(cancelled(params?.["reason"]));
  }

  /** Takes the client's answer to a question of ours; what answers nothing is ignored. */
  settle(response: JsonRpcResponse): void {
    const question = response.id === undefined ? undefined : this.#questions.get(response.id);
    if (!question || response.id === undefined) return;
    this.#questions.delete(response.id);
    if ("result" in response) question.resolve(response.result);
    else {
      const { code, message, data } = response.error;
      question.reject(new ProtocolError(code, message, { data, isReceived: true }));
    }
  }

  /** Asks the client something through `send` and waits for its answer. */
  ask(
    send: (message: string) => void,
    method: string,
    params: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject> {
    signal.throwIfAborted();
    const id = `server-${++this.#lastQuestion}`;
    const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
    const abort = (): void => {
      this.#questions.delete(id);
      send(
        JSON.stringify({
          jsonrpc: "2.0",
          method: "notifications/cancelled",
          params: { requestId: id },
        }),
      );
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    this.#questions.set(id, { resolve, reject });
    send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return promise.finally(() => signal.removeEventListener("abort", abort));
  }

  /** Ends everything that the session has under way. */
  close(): void {
    this.#stopListening?.();
    const gone = new MortiseError("ABORTED", "The session has ended");
    for (const flight of this.#flights.values()) flight.abort(gone);
    for (const question of this.#questions.values()) question.reject(gone);
    this.#questions.clear();
  }

  #caller(channel: Channel, flight: Flight, origin: Origin): Caller {
    const { revision, info, capabilities, logLevel } = this;
    return {
      revision,
      info,
      capabilities,
      logLevel,
      origin,
      channel,
      flight,
      sealer: undefined,
      identity: undefined,
      telemetry: this.#core.telemetry,
    };
  }

  #setLevel(level: unknown): string {
    if (!isLoggingLevel(level)) {
      throw new ProtocolError(ErrorCode.InvalidParams, `${JSON.stringify(level)} is no log level`);
    }
    this.logLevel = level;
    return "{}";
  }

  #subscribe(uri: unknown): string {
    if (typeof uri !== "string") {
      throw new ProtocolError(
        ErrorCode.InvalidParams,
        'resources/subscribe needs a "uri", a string',
      );
    }
    if (this.#uris.size >= MAX_SUBSCRIPTIONS) {
      throw new ProtocolError(
        ErrorCode.InvalidParams,
        `A session may subscribe to ${MAX_SUBSCRIPTIONS} resources; unsubscribe from some first`,
      );
    }
    this.#uris.add(uri);
    return "{}";
  }
}

/** Makes the error for an id whose request is still being answered. */
export function duplicateId(id: RequestId): ProtocolError {
  return new ProtocolError(
    ErrorCode.InvalidRequest,
    `The id ${JSON.stringify(id)} belongs to a request that is still being answered`,
  );
}

/** Makes the reason of a request that its caller cancelled. */
export function cancelled(reason: unknown): MortiseError {
  const why = typeof reason === "string" && reason !== "" ? `: ${reason}` : "";
  return new MortiseError("ABORTED", `The caller cancelled the request${why}`);
}
