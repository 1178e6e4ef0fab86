import { createHash } from "node:crypto";
import type { Clock } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";
import { errors } from "oidc-provider";
import type { RecordStore } from "./record-store.ts";
import type { Sealer } from "./sealer.ts";

/** How records of an authorization server are kept. */
export interface RecordAdapterOptions {
  readonly store: RecordStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  /**
   * Milliseconds in which a refresh token that was used may be used again, so that two requests of one
   * client do not end its login (RFC 9700, 4.14.2).
   */
  readonly refreshGraceMs: number;
  /** Milliseconds after its last use that a registered client is kept. */
  readonly clientTtlMs: number;
}

/** Attempts to change a record that others change at the same time. */
const MAX_ATTEMPTS = 8;

/** Makes the adapters of oidc-provider, one for each kind of record, over a {@link RecordStore}. */
export function createRecordAdapters(options: RecordAdapterOptions): AdapterFactory {
  return (kind) => new RecordAdapter(kind, options);
}

/**
 * Keeps records of one kind.
 *
 * Identifiers are tokens, so that keys are their digests and values are sealed: a copy of the store
 * contains none.
 */
class RecordAdapter implements Adapter {
  readonly #kind: string;
  readonly #options: RecordAdapterOptions;

  constructor(kind: string, options: RecordAdapterOptions) {
    this.#kind = kind;
    this.#options = options;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn?: number): Promise<void> {
    const ttlMs = expiresIn === undefined ? this.#options.clientTtlMs : expiresIn * 1000;
    const { uid, userCode, grantId } = payload;
    if (this.#kind === "Session" && uid !== undefined) await this.#point("uid", uid, id, ttlMs);
    if (userCode !== undefined) await this.#point("user-code", userCode, id, ttlMs);
    const group = this.#kind === "Grant" ? id : grantId;
    const key = this.#keyOf(id);
    await this.#options.store.set(key, this.#seal(payload, key), ttlMs, {
      ...(group !== undefined && { group: groupOf(group) }),
    });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    const payload = (await this.#read(id))?.payload;
    if (payload === undefined) return undefined;
    if (this.#kind === "Client") await this.#keepClient(id, payload);
    const { consumed, ...rest } = payload;
    return this.#isInGrace(consumed) ? rest : payload;
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#follow("uid", uid);
  }

  async findByUserCode(userCode: string): Promise<AdapterPayload | undefined> {
    return this.#follow("user-code", userCode);
  }

  /** Marks a code or a token as used; of two that use a code at once, one is refused. */
  async consume(id: string): Promise<void> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const found = await this.#read(id);
      if (found === undefined) throw new errors.InvalidGrant("not found");
      if (found.payload.consumed !== undefined) {
        if (this.#kind === "RefreshToken") return;
        throw new errors.InvalidGrant("already used");
      }
      const { store } = this.#options;
      const key = this.#keyOf(id);
      const now = this.#seconds();
      const next = this.#seal({ ...found.payload, consumed: now }, key);
      const ttlMs = Math.max(1, (found.payload.exp ?? now) - now) * 1000;
      if (await store.replace(key, found.sealed, next, ttlMs)) return;
    }
    throw new MortiseError(
      "STORAGE_FAILED",
      `A record of the kind ${this.#kind} was changed by others ${MAX_ATTEMPTS} times in a row`,
      { data: { reason: "locked" } },
    );
  }

  async destroy(id: string): Promise<void> {
    await this.#options.store.delete(this.#keyOf(id));
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.#options.store.deleteGroup(groupOf(grantId));
  }

  /** A client that is in use stays registered; one that was abandoned expires. */
  async #keepClient(id: string, payload: AdapterPayload): Promise<void> {
    const { store, clientTtlMs } = this.#options;
    const key = this.#keyOf(id);
    const mark = `${key}/used`;
    // Once a day is often enough for a record that lives for months.
    if (!(await store.replace(mark, undefined, "", 86_400_000))) return;
    await store.set(key, this.#seal(payload, key), clientTtlMs);
  }

  #isInGrace(consumed: unknown): boolean {
    if (this.#kind !== "RefreshToken" || typeof consumed !== "number") return false;
    return (this.#seconds() - consumed) * 1000 <= this.#options.refreshGraceMs;
  }

  async #point(index: string, name: string, id: string, ttlMs: number): Promise<void> {
    const key = this.#indexKey(index, name);
    await this.#options.store.set(key, this.#options.sealer.seal(id, key), ttlMs);
  }

  async #follow(index: string, name: string): Promise<AdapterPayload | undefined> {
    const key = this.#indexKey(index, name);
    const sealed = await this.#options.store.get(key);
    const id = sealed === undefined ? undefined : this.#options.sealer.open(sealed, key);
    return id === undefined ? undefined : this.find(id);
  }

  async #read(
    id: string,
  ): Promise<{ readonly sealed: string; readonly payload: AdapterPayload } | undefined> {
    const key = this.#keyOf(id);
    const sealed = await this.#options.store.get(key);
    if (sealed === undefined) return undefined;
    const text = this.#options.sealer.open(sealed, key);
    return text === undefined ? undefined : { sealed, payload: JSON.parse(text) };
  }

  #seal(payload: AdapterPayload, key: string): string {
    return this.#options.sealer.seal(JSON.stringify(payload), key);
  }

  #keyOf(id: string): string {
    return `${this.#kind}/${digest(id)}`;
  }

  #indexKey(index: string, name: string): string {
    return `${this.#kind}/${index}/${digest(name)}`;
  }

  #seconds(): number {
    return Math.floor(this.#options.clock.now() / 1000);
  }
}

function groupOf(grantId: string): string {
  return `grant/${digest(grantId)}`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
