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

type Members = Readonly<Record<string, unknown>>;

/** The members that a message of each kind has. */
const SHAPES: Readonly<Record<WorkerMessage["mortise"], (message: Members) => boolean>> = {
  listening: ({ url, isLoopback }) => typeof url === "string" && typeof isLoopback === "boolean",
  failed: ({ error }) => isWireError(error),
  stop: () => true,
  call: ({ id, method, input }) =>
    typeof id === "number" && typeof method === "string" && Array.isArray(input),
  answer: ({ id, error }) => typeof id === "number" && (error === undefined || isWireError(error)),
  event: ({ topic, message }) => typeof topic === "string" && typeof message === "string",
  missed: () => true,
};

/** Reports whether a message is one of these, with all of its members. */
export function isWorkerMessage(message: unknown): message is WorkerMessage {
  if (typeof message !== "object" || message === null) return false;
  const { mortise } = message as Members;
  if (typeof mortise !== "string" || !Object.hasOwn(SHAPES, mortise)) return false;
  return SHAPES[mortise as WorkerMessage["mortise"]](message as Members);
}

function isWireError(error: unknown): error is WireError {
  if (typeof error !== "object" || error === null) return false;
  const { code, message } = error as Members;
  return typeof code === "string" && typeof message === "string";
}
