import type { Revision } from "@mortise/protocol";

/** How many targets are remembered; the one settled longest ago is forgotten first. */
const MAX_TARGETS = 256;

/**
 * Remembers for this process which revision a target settled on (2026-07-28, Versioning).
 *
 * It spares the next connection to a legacy server the modern attempt that must fail.
 */
export class EraCache {
  readonly #revisions = new Map<string, Revision>();

  get(key: string | undefined): Revision | undefined {
    return key === undefined ? undefined : this.#revisions.get(key);
  }

  set(key: string | undefined, revision: Revision): void {
    if (key === undefined) return;
    this.#revisions.delete(key);
    this.#revisions.set(key, revision);
    const [oldest] = this.#revisions.keys();
    if (this.#revisions.size > MAX_TARGETS && oldest !== undefined) this.#revisions.delete(oldest);
  }

  delete(key: string | undefined): void {
    if (key !== undefined) this.#revisions.delete(key);
  }
}

/** What this process has learnt of the targets it connected to. */
export const eraCache: EraCache = new EraCache();
