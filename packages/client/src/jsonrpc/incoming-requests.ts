import type {
  Clock,
  JsonObject,
  JsonRpcMessage,
  JsonRpcRequest,
  RequestId,
} from "@mortise/protocol";
import { ErrorCode, ProtocolError, pause } from "@mortise/protocol";
import { describeError } from "../request/catch-rejection.ts";
import { isPassingFailure } from "../request/passing-failure.ts";
import { readRetryAfter } from "../request/retry-after.ts";

/** The requests of a server that are answered beside each other. */
const MAX_RUNNING = 100;
/** How often a server may ask during one request of the client. */
const MAX_ASKED = 1000;
/** The pauses before an answer that did not reach the server is sent again: 16 seconds in all. */
const RESEND_DELAYS_MS = [250, 500, 1000, 2000, 4000, 8000];
/** The longest pause that a server can ask for before an answer. */
const MAX_DELAY_MS = 30_000;

/** The parts of a multiplexer that {@link IncomingRequests} uses. */
export interface IncomingRequestsOptions {
  /** Makes the result; the signal aborts when the server cancels the request. */
  readonly answer: (request: JsonRpcRequest, signal: AbortSignal) => Promise<JsonObject>;
  /** Sends a response. */
  readonly send: (message: JsonRpcMessage) => Promise<void>;
  /** Counts the pauses before an answer is sent again. */
  readonly clock: Clock;
  /** Receives the errors of handlers and of sending. */
  readonly warn: (message: string) => void;
}

/**
 * Answers the requests that a legacy server makes of its client (2025-11-25, Basic).
 *
 * The error of a handler is masked, because its message was not written for the server. An answer that
 * meets a server which is restarting or not reachable is sent again for some seconds: the server takes it
 * once, and a person need not answer twice.
 */
export class IncomingRequests {
  readonly #options: IncomingRequestsOptions;
  readonly #running = new Map<RequestId, AbortController>();

  constructor(options: IncomingRequestsOptions) {
    this.#options = options;
  }

  /**
   * Answers `request`; resolves when the response is sent, given up or cancelled. `asked` counts the
   * server's requests during the client's own, which are limited.
   */
  async answer(request: JsonRpcRequest, asked = 0): Promise<void> {
    if (this.#running.size >= MAX_RUNNING || asked > MAX_ASKED) {
      this.#options.warn(
        `The server asks too much at once: ${request.method} was refused (limits: ${MAX_RUNNING} unanswered, ${MAX_ASKED} during one request)`,
      );
      await this.#deliver(request, refusal(request), new AbortController().signal);
      return;
    }
    const controller = new AbortController();
    this.#running.set(request.id, controller);
    try {
      const response = await this.#respond(request, controller.signal);
      await this.#deliver(request, response, controller.signal);
    } finally {
      if (this.#running.get(request.id) === controller) this.#running.delete(request.id);
    }
  }

  /** Aborts the handler of a request that the server no longer wants answered. */
  cancel(id: RequestId): void {
    this.#running.get(id)?.abort();
  }

  /** Aborts every handler. */
  cancelAll(): void {
    for (const controller of this.#running.values()) controller.abort();
  }

  async #respond(request: JsonRpcRequest, signal: AbortSignal): Promise<JsonRpcMessage> {
    const { id, method } = request;
    try {
      return { jsonrpc: "2.0", id, result: await this.#options.answer(request, signal) };
    } catch (error) {
      if (ProtocolError.is(error)) return { jsonrpc: "2.0", id, error: error.toWire() };
      this.#options.warn(`The client's handler of ${method} failed: ${describeError(error)}`);
      const code = ErrorCode.InternalError;
      return {
        jsonrpc: "2.0",
        id,
        error: { code, message: `The client could not answer ${method}` },
      };
    }
  }

  async #deliver(
    { method }: JsonRpcRequest,
    response: JsonRpcMessage,
    signal: AbortSignal,
  ): Promise<void> {
    const { send, clock, warn } = this.#options;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        await send(response);
        return;
      } catch (error) {
        const ownDelayMs = RESEND_DELAYS_MS[attempt];
        if (ownDelayMs === undefined || !isPassingFailure(error)) {
          warn(`Could not answer ${method}: ${describeError(error)}`);
          return;
        }
        const delayMs = Math.min(readRetryAfter(error) ?? ownDelayMs, MAX_DELAY_MS);
        await pause(delayMs, { clock, signal });
      }
    }
  }
}

function refusal({ id }: JsonRpcRequest): JsonRpcMessage {
  const message = "The client answers no more requests at once";
  return { jsonrpc: "2.0", id, error: { code: ErrorCode.InternalError, message } };
}
