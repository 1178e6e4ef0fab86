import { createHash } from "node:crypto";
import type { Backplane } from "@mortise/protocol";

/** What nodes share: a URL of PostgreSQL or Redis, or a backplane that is open already. */
export type StoreOption = string | Backplane;

/** What a server joins, and how to let go of it again. */
export interface OpenStore {
  readonly backplane: Backplane;
  /** Closes what we opened; what was given is its owner's. */
  close(): Promise<void>;
}

/**
 * Opens the store that `store` names for the server called `name`, apart from those of other servers.
 *
 * @throws MortiseError `INVALID_OPTION` for a URL of another kind or a package that is missing,
 * `CONNECTION_FAILED` where nobody answers.
 */
export async function openStore(store: StoreOption, name: string): Promise<OpenStore> {
  if (typeof store !== "string") return { backplane: store, close: () => Promise.resolve() };
  // Most servers share nothing, and do not pay for what would.
  const { openBackplane } = await import("@mortise/store");
  const backplane = await openBackplane(store, { prefix: toPrefix(name) });
  return { backplane, close: () => backplane.close() };
}

/** What the store of a server is called: `mortise_customer_data` for `customer-data`. */
export function toPrefix(name: string): string {
  if (/^[a-z0-9-]{1,32}$/.test(name)) return `mortise_${name.replaceAll("-", "_")}`;
  // Any other writing is told apart by a digest, so that no two names come to one.
  return `mortise_${createHash("sha256").update(name).digest("hex").slice(0, 32)}`;
}
