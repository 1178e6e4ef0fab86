/** Every protocol revision that Mortise speaks, newest first. */
export const REVISIONS = [
  "2026-07-28",
  "2025-11-25",
  "2025-06-18",
  "2025-03-26",
  "2024-11-05",
] as const;

/** A protocol revision that Mortise speaks. */
export type Revision = (typeof REVISIONS)[number];

/** The newest revision: stateless, with per-request metadata (2026-07-28, Versioning). */
export const LATEST_REVISION = "2026-07-28";

/** The newest revision that opens with an `initialize` handshake. */
export const LATEST_LEGACY_REVISION = "2025-11-25";

/** Returns whether `value` names a revision that Mortise speaks. */
export function isRevision(value: unknown): value is Revision {
  return (REVISIONS as readonly unknown[]).includes(value);
}

/** Returns whether `revision` carries its metadata in each request instead of a session. */
export function isModern(revision: Revision): boolean {
  return revision >= LATEST_REVISION;
}

/**
 * Chooses the revision a server answers to an `initialize` request (2025-11-25, Lifecycle).
 *
 * The requested one when it is known and legacy, otherwise the newest legacy revision.
 */
export function negotiateLegacyRevision(requested: unknown): Revision {
  return isRevision(requested) && !isModern(requested) ? requested : LATEST_LEGACY_REVISION;
}
