import type { JsonObject } from "@mortise/protocol";
import { untilCancelled } from "../cancellation/until-cancelled.ts";
import type { Call } from "../request/call.ts";
import type { Exchange } from "../request/exchange.ts";
import type { Subject } from "./outdated-by.ts";

/**
 * One request in flight, shared by all callers that want its result.
 *
 * A caller that cancels leaves the others alone; when all have cancelled, so is the request.
 */
export class SharedExchange {
  readonly key: string;
  readonly subject: Subject;
  /**
   * Its subject changed since it was sent: the result is not kept, and further callers send their
   * own.
   */
  isOutdated = false;
  readonly #controller = new AbortController();
  readonly #settled: Promise<Exchange>;
  #waiting = 0;
  #isJoined = false;
  #text: string | undefined;

  constructor(
    key: string,
    subject: Subject,
    send: (signal: AbortSignal) => Promise<Exchange>,
    keep: (exchange: Exchange) => string | undefined,
  ) {
    this.key = key;
    this.subject = subject;
    this.#settled = send(this.#controller.signal).then((exchange) => {
      try {
        this.#text = keep(exchange);
        // Written before a caller gets the result and may change it.
        if (this.#isJoined) this.#text ??= JSON.stringify(exchange.result);
      } catch {
        // A result that is nested too deeply to be written is neither kept nor shared.
      }
      return exchange;
    });
    this.#settled.catch(() => undefined);
  }

  /** Further callers may join: it was not cancelled, and its result will not be stale. */
  get isOpen(): boolean {
    return !this.isOutdated && !this.#controller.signal.aborted;
  }

  /** Calls back when the request is over, however it ended. */
  onSettled(callback: () => void): void {
    this.#settled.then(callback, callback);
  }

  /**
   * Waits for the result as one of its callers; `undefined` for a caller that joined a request
   * whose result is for the first one alone.
   */
  async wait(call: Pick<Call, "method" | "params" | "signal">): Promise<JsonObject | undefined> {
    const isFirst = this.#waiting === 0 && !this.#isJoined;
    if (!isFirst) this.#isJoined = true;
    this.#waiting += 1;
    try {
      const { result, isForOneCaller } = await untilCancelled(this.#settled, call);
      if (isFirst) return result;
      return isForOneCaller || this.#text === undefined ? undefined : JSON.parse(this.#text);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#controller.abort();
    }
  }
}
