import type { JsonRpcMessage } from "@mortise/protocol";
import { isRequest } from "@mortise/protocol";

/** How long a server may take to accept a notification or a response. */
const MESSAGE_TIMEOUT_MS = 30_000;

/**
 * The signal that ends the sending of a message.
 *
 * Whoever gives a request its signal also ends it in time, and when the transport closes; to join
 * both for each request would cost more than the rest of the transport. Nothing else may hang for ever.
 */
export function sendSignal(
  message: JsonRpcMessage,
  given: AbortSignal | undefined,
  closing: AbortSignal,
): AbortSignal {
  if (isRequest(message)) return given ?? closing;
  const late = AbortSignal.timeout(MESSAGE_TIMEOUT_MS);
  return AbortSignal.any(given ? [closing, late, given] : [closing, late]);
}
