import { ErrorCode, ProtocolError } from "@mortise/protocol";

/** Requests that one client on a channel of its own, or one session, may have open beside each other. */
const MAX_OPEN_REQUESTS = 10_000;

/**
 * Refuses one more request of a client that has `open` of them under way, so that a client that waits for
 * nothing cannot fill the memory.
 *
 * @throws ProtocolError `InternalError` with the limit.
 */
export function assertMayOpen(open: number): void {
  if (open < MAX_OPEN_REQUESTS) return;
  throw new ProtocolError(
    ErrorCode.InternalError,
    `${MAX_OPEN_REQUESTS} requests of this client are open, which is the limit; wait for their answers, or cancel some`,
    { data: { limit: MAX_OPEN_REQUESTS } },
  );
}
