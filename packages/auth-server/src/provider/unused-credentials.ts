import { createHash } from "node:crypto";
import type { Clock } from "@mortise/protocol";
import type Provider from "oidc-provider";
import type { RecordStore } from "../record/record-store.ts";
import type { ProviderEvent, UnusedCredential } from "./provider-options.ts";

/** Milliseconds in which a code is redeemed, and a new token is presented, where a sign-in works. */
const PATIENCE_MS = { code: 60_000, token: 120_000 } as const;
/** Watched at once; with more, the oldest are watched no longer. */
const MAX_WATCHED = 10_000;

interface Issued {
  readonly jti: string;
  readonly clientId?: string | undefined;
  readonly accountId?: string | undefined;
  readonly gty?: string | undefined;
  readonly redirectUri?: string | undefined;
}

interface Watched {
  readonly credential: UnusedCredential;
  readonly cancel: () => void;
}

/** How credentials are watched. */
export interface UnusedCredentialsOptions {
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly log: (event: ProviderEvent) => void;
}

/**
 * Reports codes that are never redeemed and tokens that are never presented: a sign-in that fails in
 * its client leaves no other trace at the server. A use at another instance counts, by a mark in the
 * store.
 */
export class UnusedCredentials {
  readonly #options: UnusedCredentialsOptions;
  /** By the digest of the id, in the order of issue. */
  readonly #watched = new Map<string, Watched>();

  constructor(options: UnusedCredentialsOptions) {
    this.#options = options;
  }

  /** Watches what a provider issues to users from now on. */
  watch(provider: Provider): void {
    provider.on("authorization_code.saved", (code) => this.#add("code", code));
    provider.on("authorization_code.consumed", ({ jti }) => this.#use("code", jti));
    const addToken = (token: Issued): void => {
      // A client that has refreshed presents the token when it needs it next.
      if (!token.gty?.includes("refresh_token")) this.#add("token", token);
    };
    provider.on("access_token.saved", addToken);
    provider.on("access_token.issued", addToken);
  }

  /** Notes that a token was presented; `claims` are those of the token (RFC 9068, 2.2). */
  present({ jti, iat }: Readonly<Record<string, unknown>>): void {
    if (typeof jti !== "string" || typeof iat !== "number") return;
    if (this.#options.clock.now() - iat * 1000 > PATIENCE_MS.token) return;
    this.#use("token", jti);
  }

  /** Ends the timers. */
  close(): void {
    for (const { cancel } of this.#watched.values()) cancel();
    this.#watched.clear();
  }

  #add(kind: UnusedCredential["kind"], { jti, clientId, accountId, redirectUri }: Issued): void {
    const { clock } = this.#options;
    const key = keyOf(kind, jti);
    const report = (): void => void this.#report(key);
    const cancel = clock.schedule(PATIENCE_MS[kind], report, { isBackground: true });
    const credential: UnusedCredential = {
      kind,
      clientId: clientId ?? "",
      subject: accountId,
      issuedAt: clock.now(),
      ...(redirectUri !== undefined && { redirectUri }),
    };
    this.#watched.set(key, { credential, cancel });
    for (const [oldest, watched] of this.#watched) {
      if (this.#watched.size <= MAX_WATCHED) return;
      watched.cancel();
      this.#watched.delete(oldest);
    }
  }

  #use(kind: UnusedCredential["kind"], jti: string): void {
    const key = keyOf(kind, jti);
    const watched = this.#watched.get(key);
    watched?.cancel();
    if (this.#watched.delete(key) || !this.#options.store.isDurable) return;
    // Another instance issued it, and looks for the mark. A report too many harms nothing.
    this.#options.store.set(key, "", 2 * PATIENCE_MS[kind]).catch(() => undefined);
  }

  async #report(key: string): Promise<void> {
    const credential = this.#watched.get(key)?.credential;
    if (credential === undefined) return;
    this.#watched.delete(key);
    const mark = await this.#options.store.get(key).catch(() => "");
    if (mark !== undefined) return;
    this.#options.log({ level: "info", message: describe(credential), unused: credential });
  }
}

function describe({ kind, clientId, redirectUri }: UnusedCredential): string {
  const client = `the client ${JSON.stringify(clientId)}`;
  const seconds = PATIENCE_MS[kind] / 1000;
  if (kind === "token") {
    return `A token that ${client} got was not presented within ${seconds} s: the client failed after its sign-in, or calls another server`;
  }
  const place = redirectUri === undefined ? "" : ` at ${JSON.stringify(redirectUri)}`;
  return `A code for ${client} was not redeemed within ${seconds} s: the callback${place} did not reach the client, or the client failed there`;
}

function keyOf(kind: UnusedCredential["kind"], jti: string): string {
  return `used/${kind}/${createHash("sha256").update(jti).digest("base64url")}`;
}
