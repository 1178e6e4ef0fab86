import type { JsonObject } from "@mortise/protocol";
import { ErrorCode, MortiseError, ProtocolError, parseDuration } from "@mortise/protocol";
import type { PageMessage, PageWindow } from "./page-window.ts";
import type { ViewRequestOptions } from "./view.ts";

const DEFAULT_TIMEOUT = "60s";

interface Waiting {
  readonly resolve: (result: JsonObject) => void;
  readonly reject: (error: Error) => void;
}

/** The receivers of what a host sends through a {@link HostChannel}. */
interface HostChannelOptions {
  readonly onNotification: (method: string, params: JsonObject) => void;
  /** Answers a request of the host; `undefined` for a method that the view does not have. */
  readonly onRequest: (method: string) => Promise<JsonObject> | undefined;
}

/** JSON-RPC with the window around the page (SEP-1865, Transport: `postMessage`). */
export class HostChannel {
  readonly #page: PageWindow;
  readonly #options: HostChannelOptions;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #isClosed = false;

  constructor(page: PageWindow, options: HostChannelOptions) {
    this.#page = page;
    this.#options = options;
    page.addEventListener("message", this.#onMessage);
  }

  /** Sends a request, and waits for its answer. */
  async request(
    method: string,
    params: object,
    { signal, timeout = DEFAULT_TIMEOUT }: ViewRequestOptions = {},
  ): Promise<JsonObject> {
    const timeoutMs = parseDuration(timeout, "timeout");
    if (signal?.aborted) throw aborted(method, signal);
    if (this.#isClosed) throw closed(method);
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
    const give = (error: MortiseError): void => {
      this.notify("notifications/cancelled", { requestId: id, reason: error.message });
      reject(error);
    };
    const onAbort = (): void => give(aborted(method, signal));
    const timer = setTimeout(() => give(late(method, timeoutMs)), timeoutMs);
    signal?.addEventListener("abort", onAbort, { once: true });
    this.#waiting.set(id, { resolve, reject });
    this.#send({ id, method, params });
    try {
      return await promise;
    } finally {
      this.#waiting.delete(id);
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  notify(method: string, params: object): void {
    if (!this.#isClosed) this.#send({ method, params });
  }

  /** Ends the channel: requests that wait fail with `CLOSED`. */
  close(): void {
    this.#isClosed = true;
    this.#page.removeEventListener("message", this.#onMessage);
    for (const { reject } of this.#waiting.values()) reject(closed("The request"));
  }

  // The origin of the host is not known to a view, and the window around it is the host by definition.
  #send(message: object): void {
    this.#page.parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
  }

  readonly #onMessage = ({ source, data }: PageMessage): void => {
    // Any window may send a message; only that of the host is its word.
    if (source !== this.#page.parent || !isObject(data) || data["jsonrpc"] !== "2.0") return;
    const { id, method, params } = data;
    if (typeof method !== "string") this.#settle(data);
    else if (id === undefined) this.#options.onNotification(method, isObject(params) ? params : {});
    else void this.#answer(id, method);
  };

  #settle({ id, result, error }: JsonObject): void {
    const waiting = this.#waiting.get(id as number);
    if (waiting === undefined) return;
    if (isObject(result)) waiting.resolve(result);
    else waiting.reject(toError(error));
  }

  async #answer(id: unknown, method: string): Promise<void> {
    const answer = this.#options.onRequest(method);
    if (answer === undefined) {
      const message = `The view has no method ${method}`;
      this.#send({ id, error: { code: ErrorCode.MethodNotFound, message } });
      return;
    }
    try {
      this.#send({ id, result: await answer });
    } catch (error) {
      // The host is another program: the error stays in the view, for its console.
      const message = `The view failed at ${method}`;
      this.#send({ id, error: { code: ErrorCode.InternalError, message } });
      throw error;
    }
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toError(error: unknown): Error {
  if (isObject(error) && typeof error["code"] === "number") {
    return new ProtocolError(error["code"], String(error["message"]), {
      data: error["data"],
      isReceived: true,
    });
  }
  return new MortiseError(
    "INVALID_RESPONSE",
    "The host answered with neither a result nor an error",
    {
      data: {},
    },
  );
}

function aborted(method: string, signal: AbortSignal | undefined): MortiseError {
  return new MortiseError("ABORTED", `${method} was cancelled`, { cause: signal?.reason });
}

function closed(method: string): MortiseError {
  return new MortiseError("CLOSED", `${method} cannot be sent: the view is closed`);
}

function late(method: string, timeoutMs: number): MortiseError {
  return new MortiseError("TIMEOUT", `The host did not answer ${method} within ${timeoutMs} ms`, {
    data: { timeoutMs },
  });
}
