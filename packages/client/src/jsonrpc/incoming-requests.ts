import type { JsonObject, JsonRpcMessage, JsonRpcRequest, RequestId } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";

/** The parts of a multiplexer that {@link IncomingRequests} uses. */
export interface IncomingRequestsOptions {
  /** Makes the result; the signal aborts when the server cancels the request. */
  readonly answer: (request: JsonRpcRequest, signal: AbortSignal) => Promise<JsonObject>;
  /** Sends a response. */
  readonly send: (message: JsonRpcMessage) => Promise<void>;
  /** Receives the errors of handlers and of sending. */
  readonly warn: (message: string) => void;
}

/**
 * Answers the requests that a legacy server makes of its client (2025-11-25, Basic).
 *
 * The error of a handler is masked, because its message was not written for the server.
 */
export class IncomingRequests {
  readonly #options: IncomingRequestsOptions;
  readonly #running = new Map<RequestId, AbortController>();

  constructor(options: IncomingRequestsOptions) {
    this.#options = options;
  }

  /** Answers `request`; resolves, and never rejects, when the response is sent or cancelled. */
  async answer(request: JsonRpcRequest): Promise<void> {
    const controller = new AbortController();
    this.#running.set(request.id, controller);
    const response = await this.#respond(request, controller.signal);
    this.#running.delete(request.id);
    if (controller.signal.aborted) return;
    try {
      await this.#options.send(response);
    } catch (error) {
      this.#options.warn(`Could not answer ${request.method}: ${String(error)}`);
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
      this.#options.warn(`The client's handler of ${method} failed: ${String(error)}`);
      const code = ErrorCode.InternalError;
      return {
        jsonrpc: "2.0",
        id,
        error: { code, message: `The client could not answer ${method}` },
      };
    }
  }
}
