import type { JsonObject } from "@mortise/protocol";
import { ErrorCode, MortiseError, ProtocolError, pause } from "@mortise/protocol";
import type { ClientConnection } from "../connection/client-connection.ts";
import { isPassingFailure } from "../request/passing-failure.ts";
import { readRetryAfter } from "../request/retry-after.ts";

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
/** The times in a row that a server may fail inside before its error is the caller's. */
const MAX_FAULTS = 5;

/** How long a request about a task is repeated. */
export interface PersistOptions {
  /** Ends the request and its repetitions. */
  readonly signal: AbortSignal;
  /** Returns whether a failure is the last one, because the time of the task is over. */
  readonly isOver?: () => boolean;
}

/**
 * Sends a request about a task, again and again while the server cannot be reached: a task outlives its
 * server, and these requests do no harm when they are repeated.
 *
 * @throws what fails for good, and the last failure when the time is over.
 */
export async function persist(
  connection: ClientConnection,
  request: { readonly method: string; readonly params: JsonObject },
  { signal, isOver }: PersistOptions,
): Promise<JsonObject> {
  const { clock, warn } = connection.options;
  let delayMs = FIRST_DELAY_MS;
  for (let faults = 0; ; ) {
    try {
      return await connection.request({ ...request, signal });
    } catch (error) {
      signal.throwIfAborted();
      if (isFault(error)) faults += 1;
      else if (!isPassing(error, connection)) throw error;
      else faults = 0;
      if (faults >= MAX_FAULTS || isOver?.()) throw error;
      warn(`${request.method} failed and is repeated: ${(error as Error).message}`);
      const retryAfterMs = Math.min(readRetryAfter(error) ?? 0, 2 * MAX_DELAY_MS);
      await pause(Math.max(delayMs, retryAfterMs), { clock, signal });
      signal.throwIfAborted();
      delayMs = Math.min(delayMs * 2, MAX_DELAY_MS);
    }
  }
}

/** Returns whether a server failed inside, which may pass, or may not. */
function isFault(error: unknown): boolean {
  if (ProtocolError.is(error) && error.code === ErrorCode.InternalError) return true;
  return MortiseError.is(error) && error.code === "HTTP_ERROR" && error.data.status === 500;
}

/** Returns whether a request failed because the server is away or busy for the moment. */
function isPassing(error: unknown, connection: ClientConnection): boolean {
  if (ProtocolError.is(error) && error.code === ErrorCode.RateLimited) return true;
  if (MortiseError.is(error)) {
    if (error.code === "TIMEOUT") return true;
    if (error.code === "SERVER_EXITED") return connection.canReopen;
    if (error.code === "CONNECTION_CLOSED") return connection.canReopen;
  }
  return isPassingFailure(error);
}
