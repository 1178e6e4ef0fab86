import type { JsonObject, JsonValue } from "@mortise/protocol";
import type { Failure } from "./connection.ts";

/** A request that the inspector made, from its start to its end. */
export interface CallState {
  readonly id: string;
  readonly connection: string;
  readonly method: string;
  readonly params: JsonObject;
  /** The bytes that were sent instead, for a raw request. */
  readonly raw?: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly status: "running" | "done" | "failed" | "cancelled";
  readonly progress?: {
    readonly progress: number;
    readonly total?: number;
    readonly message?: string;
  };
  /** The id of the task that the server answered with; the call goes on until it has ended. */
  readonly task?: string;
  /** The result as received; left out when larger than {@link INLINE_RESULT_BYTES}: `GET /_inspect/result?call=`. */
  readonly result?: JsonValue;
  /** The size of the result in bytes. */
  readonly resultBytes?: number;
  /** A JSON-RPC error of the server. */
  readonly error?: { readonly code: number; readonly message: string; readonly data?: JsonValue };
  /** A failure on the way, such as a lost connection or a deadline. */
  readonly failure?: Failure;
  /** The verdict of the output schema on the structured result: `valid`, or the places that do not fit. */
  readonly output?: "valid" | { readonly pointer: string; readonly message: string }[];
  /** The rounds that the request took, 1 without a question of the server. */
  readonly rounds: number;
  /** From the first byte sent to the last received, at the tap, in milliseconds. */
  readonly ms?: number;
  /** The time of the handler in the server, for a server under development. */
  readonly spans?: readonly { readonly name: string; readonly ms: number }[];
}

/** Larger results are not in the event stream. */
export const INLINE_RESULT_BYTES = 262_144;

/** A question of a server to its client, which a person answers in the page. */
export interface Ask {
  readonly id: string;
  readonly connection: string;
  readonly call?: string;
  readonly kind: "elicitation" | "sampling" | "roots";
  /** The parameters of the request, as received. */
  readonly params: JsonObject;
  /** Why the answer before did not fit, when the question is put again. */
  readonly reason?: string;
  readonly askedAt: number;
  /** Left out while the question is open; `cancelled` is one that the server no longer asks. */
  readonly answer?: JsonObject | "cancelled" | "refused";
  /** The error in place of an answer, of one that was `refused`. */
  readonly refusal?: AskRefusal;
}

/** An error of JSON-RPC that answers a question of a server. */
export interface AskRefusal {
  readonly code: number;
  readonly message: string;
}

/** A line that the code of a server, or its process, wrote beside the protocol. */
export interface LogLine {
  /** Counts up over all lines. */
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The connection of the server. */
  readonly connection: string;
  /** The call of the inspector during which it was written. */
  readonly call?: string;
  /** `console` of a handler, a line of stderr, a log notification, or an exception. */
  readonly source: "console" | "stderr" | "notification" | "exception";
  /** The severity. */
  readonly level:
    | "debug"
    | "info"
    | "notice"
    | "warning"
    | "error"
    | "critical"
    | "alert"
    | "emergency";
  /** The line, without secrets. */
  readonly text: string;
  /** The place in the sources that wrote it. */
  readonly place?: Place;
  /** Frames of the user's own code, nearest first, for an exception. */
  readonly stack?: readonly Place[];
}

/** A place in the user's sources; counted from 1. */
export interface Place {
  /** The path of the file. */
  readonly file: string;
  /** The line. */
  readonly line: number;
  /** The column. */
  readonly column: number;
}
