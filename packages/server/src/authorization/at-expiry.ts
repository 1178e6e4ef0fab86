import type { Clock, Principal } from "@mortise/protocol";

/**
 * Calls `end` at the end of the caller's credentials, at once if they are over; returns a function that
 * prevents it.
 *
 * A stream outlives the request whose credentials were checked. Without an end it would go on for a
 * caller that was shut out since (RFC 6750, 5.2).
 */
export function atExpiry(
  principal: Principal | undefined,
  clock: Clock,
  end: () => void,
): () => void {
  const { expiresAt } = principal ?? {};
  // Credentials without an end have none, or an infinite one.
  if (!Number.isFinite(expiresAt)) return () => undefined;
  return clock.schedule(Math.max(0, Number(expiresAt) - clock.now()), end);
}
