import type { JsonRpcResponse, RequestId } from "@mortise/protocol";
import type { Call } from "../request/call.ts";
import type { Deadline } from "../time/deadline.ts";

/** A request in flight. */
export interface PendingCall {
  readonly call: Call;
  readonly deadline: Deadline;
  /** How often the server has asked the client something meanwhile. */
  questions: number;
  /** Ends the call with the response of the server. */
  settle(response: JsonRpcResponse): void;
  /** Ends the call without one. */
  fail(error: unknown): void;
}

/** The requests in flight by their ids, which are numbers. */
export class PendingCalls {
  readonly #calls = new Map<number, PendingCall>();

  /** Finds a request by what a server gives as its id: some servers send numbers back as texts. */
  get(id: RequestId | null | undefined): PendingCall | undefined {
    if (typeof id === "number") return this.#calls.get(id);
    return typeof id === "string" && /^\d{1,15}$/.test(id)
      ? this.#calls.get(Number(id))
      : undefined;
  }

  has(id: number): boolean {
    return this.#calls.has(id);
  }

  set(id: number, pending: PendingCall): void {
    this.#calls.set(id, pending);
  }

  delete(id: number): void {
    this.#calls.delete(id);
  }

  /** The request in flight, if there is exactly one. */
  get only(): PendingCall | undefined {
    const [first] = this.#calls.values();
    return this.#calls.size === 1 ? first : undefined;
  }

  [Symbol.iterator](): Iterator<PendingCall> {
    return this.#calls.values();
  }
}
