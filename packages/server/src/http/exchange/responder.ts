import type { JsonRpcRequest, Telemetry } from "@mortise/protocol";
import type { ServerCore } from "../../core/server-core.ts";
import type { EventStreams } from "./event-stream.ts";
import type { HttpExchange } from "./exchange.ts";

/** The headers of every JSON response. */
export const JSON_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  "content-type": "application/json",
});

/** An answer that is still being worked on when its endpoint closes. */
export interface OpenAnswer {
  /** Settles when the answer is sent. */
  readonly done: Promise<void>;
  /** Ends the subscription that this answer carries, if it carries one. */
  endSubscription(): void;
  /** Shows the client and all on the way to it that the answer is worked on, if it takes a stream. */
  keepAlive(): void;
  /** Aborts the request and answers that the server stopped. */
  stop(): void;
}

/** The shared parts of the answers of one HTTP endpoint. */
export interface Responder {
  readonly core: ServerCore;
  readonly streams: EventStreams;
  /** Observes the requests of this endpoint. */
  readonly telemetry: Telemetry | undefined;
  /** The headers of a JSON response to this client. */
  headers(exchange: HttpExchange): Readonly<Record<string, string>>;
  /** The CORS headers for this client; `undefined` if its origin is not allowed. */
  cors(exchange: HttpExchange): Readonly<Record<string, string>> | undefined;
  /** Answers with an error: by its own HTTP status, or else with `status`. */
  fail(
    exchange: HttpExchange,
    status: number,
    error: unknown,
    request: JsonRpcRequest | undefined,
  ): void;
  /** Registers an answer that is being worked on. */
  track(answer: OpenAnswer): void;
  untrack(answer: OpenAnswer): void;
}
