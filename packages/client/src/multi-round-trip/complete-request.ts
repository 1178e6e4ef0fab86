import type { JsonObject } from "@mortise/protocol";
import { MortiseError, untilAborted } from "@mortise/protocol";
import { untilCancelled } from "../cancellation/until-cancelled.ts";
import { answerInput } from "../client-feature/answer-input.ts";
import type { InputHandlers } from "../client-feature/input-handler.ts";
import type { Exchange } from "../request/exchange.ts";
import type { Deadline } from "../time/deadline.ts";

/** The number of times that a server may ask for more input before it answers. */
const MAX_ROUNDS = 10;
/** The number of questions in one round, which are all put to the user at once. */
const MAX_QUESTIONS = 100;
/** The requests that may be answered with `input_required` (2026-07-28, MRTR). */
const METHODS = new Set(["tools/call", "resources/read", "prompts/get"]);

/** Settings of {@link completeRequest}. */
export interface CompleteRequestOptions {
  /** The JSON-RPC method. */
  readonly method: string;
  /** The params of every round, besides the answers. */
  readonly params: JsonObject;
  /** Answer the questions of a round. */
  readonly handlers: InputHandlers;
  /** Ends the request, and with it the handlers of a round. */
  readonly signal: AbortSignal | undefined;
  /** Aborts when the connection is closed, with the error to end the request with. */
  readonly closing: AbortSignal;
  /** Counts the time of all rounds, and stands still while a round is answered. */
  readonly deadline: Deadline;
  /** Sends one round, as a request with an id of its own. */
  readonly send: (params: JsonObject) => Promise<JsonObject>;
  /**
   * Completes a result of an extension's type; `undefined` for any other result. The type of a
   * legacy result is `undefined`.
   */
  readonly extend: (type: unknown, result: JsonObject) => Promise<JsonObject> | undefined;
  /** Returns, after a round, whether it was answered in a modern revision. */
  readonly isModern: () => boolean;
}

/**
 * Sends a request until its result is complete, and answers the server's questions in between.
 *
 * The questions of a round are answered in parallel; `requestState` returns exactly as it came
 * (2026-07-28, Multi Round-Trip Requests). A result without `resultType` is complete.
 *
 * @throws MortiseError `INVALID_RESPONSE` for an unknown `resultType`, more than 10 rounds or more than
 * 100 questions in a round; `ABORTED` and `CLOSED` at once, however long a handler takes.
 */
export async function completeRequest(options: CompleteRequestOptions): Promise<Exchange> {
  try {
    return await goRounds(options);
  } finally {
    options.deadline.clear();
  }
}

async function goRounds(options: CompleteRequestOptions): Promise<Exchange> {
  const { method, params } = options;
  let continuation: JsonObject = {};
  for (let round = 0; round <= MAX_ROUNDS; round += 1) {
    const result = await options.send({ ...params, ...continuation });
    const type = options.isModern() ? (result["resultType"] ?? "complete") : undefined;
    if (type === "complete") return { result, isForOneCaller: round > 0 };
    const extended = options.extend(type, result);
    if (extended !== undefined) return { result: await extended, isForOneCaller: round > 0 };
    if (type === undefined) return { result, isForOneCaller: false };
    if (type !== "input_required" || !METHODS.has(method)) {
      throw invalid(`${method} was answered with resultType ${JSON.stringify(type)}`);
    }
    continuation = await answerRound(options, result);
  }
  const keys = Object.keys((continuation["inputResponses"] ?? {}) as JsonObject).join('", "');
  throw new MortiseError(
    "INVALID_RESPONSE",
    `${method} asked for input more than ${MAX_ROUNDS} times, last for "${keys}". If it took none of the answers, compare what the handler gives with what the server asks for, such as requestedSchema`,
  );
}

async function answerRound(
  options: CompleteRequestOptions,
  result: JsonObject,
): Promise<JsonObject> {
  const requests = result["inputRequests"];
  const state = result["requestState"];
  if (requests === undefined && typeof state !== "string") {
    throw invalid(
      `${options.method} asks for input but names neither inputRequests nor requestState`,
    );
  }
  const { deadline } = options;
  deadline.pause();
  const answers = await answerAll(options, requests).finally(() => deadline.resume());
  return {
    ...(requests !== undefined && { inputResponses: answers }),
    ...(typeof state === "string" && { requestState: state }),
  };
}

/**
 * Answers a map of `inputRequests` by the handlers of a connection, in parallel.
 *
 * @throws MortiseError `INVALID_OPTION` for a request without a handler, `INVALID_RESPONSE` for a
 * value that is no such map or has more than 100 members.
 */
export async function answerAll(
  options: Pick<CompleteRequestOptions, "method" | "handlers" | "signal" | "closing">,
  requests: unknown,
): Promise<JsonObject> {
  const { handlers, closing } = options;
  const controller = new AbortController();
  const signal = AbortSignal.any([
    controller.signal,
    closing,
    ...(options.signal ? [options.signal] : []),
  ]);
  try {
    const answers = Promise.all(
      Object.entries(readInputRequests(requests)).map(
        async ([key, request]) => [key, await answerInput(handlers, request, signal)] as const,
      ),
    );
    // A handler may never settle, such as that of a dialog which was left open.
    const answered = await untilCancelled(untilAborted(answers, closing), options);
    return Object.fromEntries(answered);
  } catch (error) {
    // One question without an answer ends the call, so the others need none any more.
    controller.abort(error);
    throw error;
  }
}

interface InputRequest {
  readonly method: string;
  readonly params?: JsonObject;
}

function readInputRequests(requests: unknown): Readonly<Record<string, InputRequest>> {
  if (requests === undefined) return {};
  const isMap = typeof requests === "object" && requests !== null && !Array.isArray(requests);
  const isValid =
    isMap &&
    Object.values(requests).every(
      (request: unknown) => typeof (request as InputRequest | null)?.method === "string",
    );
  if (!isValid) throw invalid("inputRequests is not a map of requests");
  const count = Object.keys(requests).length;
  if (count > MAX_QUESTIONS) {
    throw invalid(`The server asks ${count} questions at once, more than ${MAX_QUESTIONS}`);
  }
  return requests as Readonly<Record<string, InputRequest>>;
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_RESPONSE", `${message}; the server breaks the protocol`);
}
