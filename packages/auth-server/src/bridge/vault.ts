import { createHash } from "node:crypto";
import type { Clock } from "@mortise/protocol";
import { MortiseError, pause, subjectId } from "@mortise/protocol";
import type { AccountClaims } from "oidc-provider";
import type { ProviderEvent } from "../provider/provider-options.ts";
import type { RecordStore } from "../record/record-store.ts";
import type { Sealer } from "../record/sealer.ts";
import type {
  Upstream,
  UpstreamIdentity,
  UpstreamTokens,
  UpstreamUser,
} from "../upstream/upstream.ts";
import { LOGIN_IS_OVER, UpstreamRefusal } from "../upstream/upstream.ts";

/** A token of the identity provider, for a handler that calls its API for the user. */
export interface UpstreamAccess {
  /** The token, as the API of the identity provider takes it. */
  readonly accessToken: string;
  /** Milliseconds since 1970; absent for a token that does not say. */
  readonly expiresAt?: number | undefined;
  /** The scopes that the identity provider granted. */
  readonly scopes: readonly string[];
}

interface Kept {
  readonly user: UpstreamUser;
  /** Absent once the login is over: no later token comes without the user. */
  readonly tokens?: UpstreamTokens | undefined;
}

interface Found {
  readonly kept: Kept;
  /** The text in the store, for a compare-and-set. */
  readonly sealed: string;
}

/** Milliseconds before its end that a token is renewed. */
const EARLY_MS = 60_000;
/** Milliseconds that an instance has for a renewal before another one tries. */
const LOCK_MS = 30_000;
const TRY_AGAIN_MS = 100;
const MAX_TRIES = 400;
/** Milliseconds that the identity provider may take. */
const TIMEOUT_MS = 10_000;

/** The parts of a {@link Vault}. */
export interface VaultOptions {
  readonly store: RecordStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly upstream: Upstream;
  /** Milliseconds after the last login that a user is known. */
  readonly ttlMs: number;
  readonly log: (event: ProviderEvent) => void;
}

/**
 * Keeps what the identity provider said of each user, and its tokens: sealed, by issuer and subject, and
 * never sent to any client.
 */
export class Vault {
  readonly #options: VaultOptions;
  #hasWarned = false;
  readonly #renewals = new Map<string, Promise<UpstreamAccess>>();

  constructor(options: VaultOptions) {
    this.#options = options;
  }

  /** Keeps a user that has signed in, and returns its subject here. */
  async put({ user, tokens }: UpstreamIdentity): Promise<string> {
    const subject = subjectId(user.issuer, user.subject);
    const { store, sealer, ttlMs } = this.#options;
    const key = this.#keyOf(subject);
    await store.set(key, sealer.seal(JSON.stringify({ user, tokens }), key), ttlMs);
    return subject;
  }

  /**
   * Returns the claims of a user; `undefined` for one that is not known any longer, and for one whose login
   * is over, so that the next refresh of a client leads to another.
   */
  async claimsOf(subject: string): Promise<AccountClaims | undefined> {
    const kept = (await this.#read(subject))?.kept;
    if (kept?.tokens === undefined) return undefined;
    const { name, email, isEmailVerified } = kept.user;
    return {
      sub: subject,
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email, email_verified: isEmailVerified === true }),
    };
  }

  /** Forgets a user and its tokens. */
  async forget(subject: string): Promise<void> {
    await this.#options.store.delete(this.#keyOf(subject));
  }

  /**
   * Returns a token of the identity provider that is good for a minute at least, and renews it if it is
   * not; callers of one user share a renewal, on all instances.
   *
   * Rejects with MortiseError `AUTHORIZATION_FAILED`, whose status is 401 if the user has to sign in again
   * and absent if the identity provider refused this bridge, and with `CONNECTION_FAILED` if it does not
   * answer.
   */
  async accessOf(subject: string): Promise<UpstreamAccess> {
    const found = await this.#read(subject);
    const tokens = found?.kept.tokens;
    if (!tokens) throw this.#signInAgain("there is none for this user");
    if (this.#isFresh(tokens)) return toAccess(tokens);
    const running = this.#renewals.get(subject);
    if (running !== undefined) return running;
    const renewal = this.#renew(subject).finally(() => this.#renewals.delete(subject));
    this.#renewals.set(subject, renewal);
    return renewal;
  }

  async #renew(subject: string): Promise<UpstreamAccess> {
    const { store } = this.#options;
    const lock = `${this.#keyOf(subject)}/lock`;
    for (let attempt = 0; attempt < MAX_TRIES; attempt += 1) {
      if (!(await store.replace(lock, undefined, "", LOCK_MS))) {
        await pause(TRY_AGAIN_MS, { clock: this.#options.clock });
        continue;
      }
      try {
        const found = await this.#read(subject);
        const tokens = found?.kept.tokens;
        if (!found || !tokens) throw this.#signInAgain("there is none for this user");
        // Another instance was first.
        if (this.#isFresh(tokens)) return toAccess(tokens);
        return await this.#exchange(subject, found, tokens);
      } finally {
        await store.delete(lock);
      }
    }
    throw new MortiseError(
      "CONNECTION_FAILED",
      `The tokens of ${this.#options.upstream.name} were being renewed for too long`,
    );
  }

  async #exchange(subject: string, found: Found, tokens: UpstreamTokens): Promise<UpstreamAccess> {
    const { upstream } = this.#options;
    if (tokens.refreshToken === undefined) {
      this.#warnOfShortLogins();
      await this.#replace(subject, found, { user: found.kept.user });
      throw this.#signInAgain("the last one has expired");
    }
    try {
      const next = await upstream.refresh(tokens.refreshToken, AbortSignal.timeout(TIMEOUT_MS));
      await this.#replace(subject, found, { ...found.kept, tokens: next });
      return toAccess(next);
    } catch (error) {
      if (!(error instanceof UpstreamRefusal)) {
        throw new MortiseError("CONNECTION_FAILED", `${upstream.name} did not renew a token`, {
          cause: error,
        });
      }
      if (LOGIN_IS_OVER.has(error.error)) {
        await this.#replace(subject, found, { user: found.kept.user });
        throw this.#signInAgain(error.message);
      }
      throw new MortiseError("AUTHORIZATION_FAILED", `${upstream.name} renews no token`, {
        cause: error,
        data: { hint: `check the client of the bridge at ${upstream.name}` },
      });
    }
  }

  #warnOfShortLogins(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    const { log, upstream } = this.#options;
    const message = `${upstream.name} gave a token that has expired and none to renew it, so its users sign in again each time; ask for offline access: google(…) and entra(…) do, oidc(…) takes the scope "offline_access" or the parameters that ${upstream.name} wants`;
    log({ level: "warning", message });
  }

  /** Keeps what a renewal came to, unless the user has signed in again in the meantime. */
  async #replace(subject: string, { sealed }: Found, kept: Kept): Promise<void> {
    const { store, sealer, ttlMs } = this.#options;
    const key = this.#keyOf(subject);
    await store.replace(key, sealed, sealer.seal(JSON.stringify(kept), key), ttlMs);
  }

  #isFresh({ expiresAt }: UpstreamTokens): boolean {
    return expiresAt === undefined || expiresAt - this.#options.clock.now() > EARLY_MS;
  }

  #signInAgain(reason: string): MortiseError {
    const { name } = this.#options.upstream;
    return new MortiseError(
      "AUTHORIZATION_FAILED",
      `No token of ${name} is at hand: ${reason}. The user has to sign in again`,
      { data: { status: 401 } },
    );
  }

  async #read(subject: string): Promise<Found | undefined> {
    const key = this.#keyOf(subject);
    const sealed = await this.#options.store.get(key);
    if (sealed === undefined) return undefined;
    const text = this.#options.sealer.open(sealed, key);
    return text === undefined ? undefined : { kept: JSON.parse(text) as Kept, sealed };
  }

  #keyOf(subject: string): string {
    return `vault/${createHash("sha256").update(subject).digest("base64url")}`;
  }
}

function toAccess({ accessToken, expiresAt, scopes }: UpstreamTokens): UpstreamAccess {
  return { accessToken, expiresAt, scopes };
}
