import { AuthError } from "../error/auth-error.ts";
import type { GrantRecord, ServerRecord, Stored } from "../token-store/record.ts";
import { readRecord } from "../token-store/record.ts";
import type { Owner } from "../token-store/record-key.ts";
import { grantKey, serverKey } from "../token-store/record-key.ts";
import type { TokenStore } from "../token-store/token-store.ts";

/** Milliseconds for which an unused login is kept: a year. */
const MAX_LIFE = 365 * 24 * 3_600_000;

/** A grant for a resource by an issuer. */
export interface GrantPlace {
  readonly issuer: string;
  readonly resource: string;
}

/** Keeps the grants of one server URL, which it shares with URLs of the same issuer and resource. */
export class GrantStore {
  readonly #store: TokenStore;
  readonly #owner: Owner;
  readonly #server: string;

  constructor(store: TokenStore, owner: Owner, server: string) {
    this.#store = store;
    this.#owner = owner;
    this.#server = server;
  }

  /** Returns where the grant of the server was kept last. */
  async place(): Promise<GrantPlace | undefined> {
    return (await readRecord<ServerRecord>(this.#store, this.#serverKey))?.value;
  }

  /** Reads the grant at a place. */
  async read({ issuer, resource }: GrantPlace): Promise<Stored<GrantRecord> | undefined> {
    return await readRecord<GrantRecord>(this.#store, this.#keyOf({ issuer, resource }));
  }

  /**
   * Writes a grant, and reads it back: a keyring may accept what it does not keep.
   *
   * @throws AuthError `store_failed`.
   */
  async write(record: GrantRecord, now: number): Promise<Stored<GrantRecord>> {
    const key = this.#keyOf(record);
    const text = JSON.stringify(record);
    const isLasting = record.refreshToken !== undefined || record.expiresAt === undefined;
    const expiresAt = isLasting ? now + MAX_LIFE : (record.expiresAt ?? now);
    await this.#store.set(key, text, { expiresAt });
    if (expiresAt > now && (await this.#store.get(key)) !== text) {
      throw new AuthError("store_failed", "The token store did not keep the login", {
        hint: "check the store, such as the system's keyring and the rights of its file",
      });
    }
    await this.remember(record, now);
    return { text, value: record };
  }

  /** Remembers the place of the server's grant. */
  async remember({ issuer, resource }: GrantPlace, now: number): Promise<void> {
    const record: ServerRecord = { version: 1, issuer, resource };
    const text = JSON.stringify(record);
    if ((await this.#store.get(this.#serverKey)) === text) return;
    await this.#store.set(this.#serverKey, text, { expiresAt: now + MAX_LIFE });
  }

  /** Deletes a grant, unless another has taken its place. */
  async delete(stored: Stored<GrantRecord>): Promise<void> {
    await this.#store.delete(this.#keyOf(stored.value), stored.text);
  }

  /** Runs work while no other process or caller changes the grant at a place. */
  async lock<T>(place: GrantPlace, work: () => Promise<T>): Promise<T> {
    return await this.#store.lock(this.#keyOf(place), work);
  }

  get #serverKey(): string {
    return serverKey(this.#owner, this.#server);
  }

  #keyOf({ issuer, resource }: GrantPlace): string {
    return grantKey(this.#owner, issuer, resource);
  }
}
