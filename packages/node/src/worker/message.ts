import type { MortiseErrorCode } from "@mortise/protocol";

/** What a MortiseError comes to on the channel. */
export interface WireError {
  readonly code: MortiseErrorCode;
  readonly message: string;
}

/** What a worker and its primary say to each other; others may use the channel too. */
export type WorkerMessage =
  /** Worker: it takes requests. */
  | { readonly mortise: "listening"; readonly url: string; readonly isLoopback: boolean }
  /** Worker: it cannot, and ends. */
  | { readonly mortise: "failed"; readonly error: WireError }
  /** Primary: finish what runs, and end. */
  | { readonly mortise: "stop" }
  /** Worker: do this on the backplane. */
  | {
      readonly mortise: "call";
      readonly id: number;
      readonly method: string;
      readonly input: readonly unknown[];
    }
  /** Primary: how a call went; without `value` where it gave nothing. */
  | {
      readonly mortise: "answer";
      readonly id: number;
      readonly value?: unknown;
      readonly error?: WireError;
    }
  /** Primary: a message on a topic that the worker listens to. */
  | { readonly mortise: "event"; readonly topic: string; readonly message: string }
  /** Primary: events were left out. */
  | { readonly mortise: "missed" };

/** Tells our messages from those of others. */
export function isWorkerMessage(message: unknown): message is WorkerMessage {
  return typeof message === "object" && message !== null && "mortise" in message;
}
