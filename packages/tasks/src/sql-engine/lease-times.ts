import { MortiseError } from "@mortise/protocol";

/** How long a process that no longer answers keeps its tasks, and how often it says that it is there. */
export interface LeaseTimes {
  readonly leaseMs: number;
  readonly heartbeatMs: number;
}

/**
 * Returns the times of a lease with their defaults.
 *
 * @throws MortiseError `INVALID_OPTION` for a heartbeat that is longer than a third of the lease.
 */
export function readLeaseTimes({
  leaseMs = 15_000,
  heartbeatMs = leaseMs / 3,
}: Partial<LeaseTimes>): LeaseTimes {
  if (heartbeatMs <= leaseMs / 3) return { leaseMs, heartbeatMs };
  throw new MortiseError(
    "INVALID_OPTION",
    `heartbeatMs is ${heartbeatMs} and leaseMs ${leaseMs}; a lease must outlast three heartbeats`,
  );
}
