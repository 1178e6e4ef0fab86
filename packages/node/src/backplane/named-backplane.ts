import { createHash } from "node:crypto";
import type { Backplane, Clock, Random } from "@mortise/protocol";

/** The URL of a backplane on PostgreSQL, Redis or SQLite, or a backplane that is open. */
export type BackplaneOption = string | Backplane;

/** The backplane of a server, with its end. */
export interface OpenedBackplane {
  readonly backplane: Backplane;
  /** Closes a backplane that was opened here; one that was given stays open. */
  close(): Promise<void>;
}

/** The server that a backplane is opened for. */
export interface BackplaneOwner {
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Opens the backplane of a server, apart from those of other servers.
 *
 * @throws MortiseError `INVALID_OPTION` for a URL of another kind or a package that is missing,
 * `CONNECTION_FAILED` if the service does not answer, `STORAGE_FAILED` if the database or the file
 * cannot be used.
 */
export async function openNamedBackplane(
  given: BackplaneOption,
  { name, clock, random }: BackplaneOwner,
): Promise<OpenedBackplane> {
  if (typeof given !== "string") return { backplane: given, close: () => Promise.resolve() };
  // Most servers share nothing, and do not pay for the import.
  const { openBackplane } = await import("@mortise/backplane");
  const backplane = await openBackplane(given, { prefix: toPrefix(name), clock, random });
  return { backplane, close: () => backplane.close() };
}

/** The prefix of a server's tables and keys: `mortise_customer_data` for `customer-data`. */
export function toPrefix(name: string): string {
  if (/^[a-z0-9-]{1,32}$/.test(name)) return `mortise_${name.replaceAll("-", "_")}`;
  // Any other name is written as a digest, so that no two names share a prefix.
  return `mortise_${createHash("sha256").update(name).digest("hex").slice(0, 32)}`;
}
