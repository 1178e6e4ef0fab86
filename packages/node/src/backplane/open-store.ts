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
 * Opens the store that `store` names.
 *
 * @throws MortiseError `INVALID_OPTION` for a URL of another kind or a package that is missing,
 * `CONNECTION_FAILED` where nobody answers.
 */
export async function openStore(store: StoreOption): Promise<OpenStore> {
  if (typeof store !== "string") return { backplane: store, close: () => Promise.resolve() };
  // Most servers share nothing, and do not pay for what would.
  const { openBackplane } = await import("@mortise/store");
  const backplane = await openBackplane(store);
  return { backplane, close: () => backplane.close() };
}
