import type { Clock, Random } from "@mortise/protocol";
import type { SigningKey } from "../provider/signing-key.ts";
import { createSigningKey } from "../provider/signing-key.ts";
import type { RecordStore } from "../record/record-store.ts";
import type { Sealer } from "../record/sealer.ts";

const RECORD = "keys";
const DAY_MS = 86_400_000;
/** A key signs for so long. */
const SIGNS_MS = 30 * DAY_MS;
/** A new key is published for so long before it signs, so that every cache has it. */
const AHEAD_MS = DAY_MS;
/** A key is published for so long after it has signed last, which is longer than any token is valid. */
const AFTER_MS = 2 * DAY_MS;
const RECORD_TTL_MS = 400 * DAY_MS;
const MAX_ATTEMPTS = 8;

/** The signing keys in order: the first signs. */
export type Keys = readonly [SigningKey, ...SigningKey[]];

interface KeptKey {
  readonly key: SigningKey;
  /** Milliseconds since 1970. */
  readonly madeAt: number;
}

/** Keeps the signing keys of all instances in their store, sealed, and replaces them in time. */
export class KeyRing {
  readonly #store: RecordStore;
  readonly #sealer: Sealer;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(options: {
    readonly store: RecordStore;
    readonly sealer: Sealer;
    readonly clock: Clock;
    readonly random: Random;
  }) {
    this.#store = options.store;
    this.#sealer = options.sealer;
    this.#clock = options.clock;
    this.#random = options.random;
  }

  /** Returns the keys as they are now, after making those that are due. */
  async load(): Promise<Keys> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const sealed = await this.#store.get(RECORD);
      const kept = this.#open(sealed);
      const due = await this.#bringUpToDate(kept);
      if (due === undefined) return this.#order(kept);
      const next = this.#sealer.seal(JSON.stringify(due), RECORD);
      if (await this.#store.replace(RECORD, sealed, next, RECORD_TTL_MS)) return this.#order(due);
    }
    throw new Error("The signing keys were changed by other instances each time they were read");
  }

  #open(sealed: string | undefined): readonly KeptKey[] {
    if (sealed === undefined) return [];
    const text = this.#sealer.open(sealed, RECORD);
    // Keys of another secret would not be replaced without ending every login, so that is said.
    if (text === undefined) {
      throw new Error(
        "The signing keys in the store were sealed with another secret; give that one too, behind the new one",
      );
    }
    return JSON.parse(text) as readonly KeptKey[];
  }

  /** Returns the keys with a new one, or without old ones; `undefined` if nothing is due. */
  async #bringUpToDate(kept: readonly KeptKey[]): Promise<readonly KeptKey[] | undefined> {
    const now = this.#clock.now();
    const newest = kept[0];
    const lasting = kept.filter(({ madeAt }) => now - madeAt < SIGNS_MS + AHEAD_MS + AFTER_MS);
    if (newest === undefined || now - newest.madeAt >= SIGNS_MS) {
      const key = await createSigningKey("ES256", this.#random);
      // A ring that slept longer than a key lasts keeps none of them.
      return [{ key, madeAt: now }, ...lasting];
    }
    return lasting.length === kept.length ? undefined : lasting;
  }

  /** The newest key that was published long enough comes first. */
  #order(kept: readonly KeptKey[]): Keys {
    const now = this.#clock.now();
    const signer = kept.find(({ madeAt }) => now - madeAt >= AHEAD_MS) ?? (kept.at(-1) as KeptKey);
    return [signer.key, ...kept.filter((one) => one !== signer).map(({ key }) => key)];
  }
}
