import type { MortiseErrorCode } from "@mortise/protocol";

/** A MortiseError on the channel. */
export interface WireError {
  readonly code: MortiseErrorCode;
  readonly message: string;
}

/** The messages between a worker and its primary; other code may use the channel too. */
export type WorkerMessage =
  /** From a worker: it takes requests. */
  | { readonly mortise: "listening"; readonly url: string; readonly isLoopback: boolean }
  /** From a worker: it cannot serve, and exits. */
  | { readonly mortise: "failed"; readonly error: WireError }
  /** From the primary: finish running requests and exit. */
  | { readonly mortise: "stop" }
  /** From a worker: a call of the backplane. */
  | {
      readonly mortise: "call";
      readonly id: number;
      readonly method: string;
      readonly input: readonly unknown[];
    }
  /** From the primary: the result of a call; without `value` for `undefined`. */
  | {
      readonly mortise: "answer";
      readonly id: number;
      readonly value?: unknown;
      readonly error?: WireError;
    }
  /** From the primary: a message on a topic that the worker listens to. */
  | { readonly mortise: "event"; readonly topic: string; readonly message: string }
  /** From the primary: messages were dropped. */
  | { readonly mortise: "missed" };

/** Whether a message is one of these. */
export function isWorkerMessage(message: unknown): message is WorkerMessage {
  return typeof message === "object" && message !== null && "mortise" in message;
}
