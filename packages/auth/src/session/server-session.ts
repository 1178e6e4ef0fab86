import type { ClientAuthRequest, ClientAuthResponse } from "@mortise/protocol";
import type { AuthChallenge } from "../challenge/read-auth-challenge.ts";
import { readAuthChallenge } from "../challenge/read-auth-challenge.ts";
import { AuthError } from "../error/auth-error.ts";
import type { Network } from "../network/network.ts";
import type { GrantRecord, Stored } from "../token-store/record.ts";
import { Credentials } from "./credentials.ts";
import { GrantStore } from "./grant-store.ts";
import { covers } from "./scope.ts";
import type { SessionSettings } from "./session-settings.ts";
import { SignIn } from "./sign-in.ts";

/** Milliseconds before its expiry at which a token is renewed. */
const MARGIN = 10_000;
/** The scope sets that step-ups are remembered for. */
const MAX_ASKED = 100;

/** The account that requests to a server act for. */
export interface Account {
  /** Names the account. */
  readonly id: string;
  /** The authorization server. */
  readonly issuer: string;
  /** The client that it knows the program as. */
  readonly clientId: string;
  /** The server that the tokens are for. */
  readonly resource: string;
  /** Its name at the issuer, if that is known. */
  readonly subject?: string;
  /** The scopes of the tokens. */
  readonly scopes?: readonly string[];
  /** Milliseconds since 1970 at which the access token expires. */
  readonly expiresAt?: number;
  /** The access token is renewed without the user. */
  readonly isRenewable: boolean;
}

/** The login for one server URL: which token goes with a request, and what follows a refusal. */
export class ServerSession {
  readonly #settings: SessionSettings;
  readonly #server: URL;
  readonly #grants: GrantStore;
  readonly #credentials: Credentials;
  readonly #signIn: SignIn;
  /** The token that each request was sent with. */
  readonly #used = new WeakMap<ClientAuthRequest, string>();
  /** The scopes that step-ups have asked for. */
  readonly #asked = new Set<string>();
  /** The step-ups that are under way, by their scopes. */
  readonly #stepUps = new Map<string, Promise<Stored<GrantRecord>>>();
  #stored: Stored<GrantRecord> | undefined;
  #loading: Promise<void> | undefined;
  /** A token of this process that no answer has confirmed yet, and how often such a one was refused. */
  #unconfirmed: string | undefined;
  #refusals = 0;
  /** The login was made in this process, and no token of it has been accepted yet. */
  #isNewLogin = false;
  #hasNewNonce = false;

  constructor(settings: SessionSettings, server: URL) {
    this.#settings = settings;
    this.#server = server;
    this.#grants = new GrantStore(settings.store, settings.owner, server.href);
    this.#credentials = new Credentials(settings.dpop, settings.random);
    this.#signIn = new SignIn(settings, {
      server,
      grants: this.#grants,
      credentials: this.#credentials,
    });
  }

  /** Returns the account of the login; `undefined` without one. */
  get account(): Account | undefined {
    return this.#stored && toAccount(this.#stored.value);
  }

  /** Takes over a grant, such as one that a callback finished. */
  adopt(stored: Stored<GrantRecord>): void {
    this.#stored = stored;
  }

  /**
   * Reads the stored login once; a store that fails does so only when a server asks for credentials, so
   * that a server without authorization needs no store.
   */
  async load(): Promise<void> {
    this.#loading ??= (async () => {
      try {
        const place = await this.#grants.place();
        if (place !== undefined) this.#stored ??= await this.#grants.read(place);
      } catch {
        // The store is asked again, and its error shown, when a server refuses a request.
      }
    })();
    await this.#loading;
  }

  /** Returns the headers that authorize a request; a token is renewed before it expires. */
  async headers(
    request: ClientAuthRequest,
    network: Network,
  ): Promise<Readonly<Record<string, string>>> {
    await this.load();
    const record = await this.#current(network);
    if (record === undefined) return {};
    this.#used.set(request, record.accessToken);
    return await this.#credentials.headers(record, request, this.#now);
  }

  /** Sees the head of a response: nonces, and that a token was accepted. */
  observe(response: ClientAuthResponse, request: ClientAuthRequest): void {
    if (this.#credentials.keepNonce(response.header("dpop-nonce"))) this.#hasNewNonce = true;
    if (response.status === 401) return;
    const used = this.#used.get(request);
    if (used === undefined || used !== this.#unconfirmed) return;
    this.#unconfirmed = undefined;
    this.#refusals = 0;
    this.#isNewLogin = false;
  }

  /** Gets other credentials after a refusal; resolves with whether there are any. */
  async answer(
    response: ClientAuthResponse,
    request: ClientAuthRequest,
    network: Network,
  ): Promise<boolean> {
    await this.load();
    const challenge = readAuthChallenge(response.header("www-authenticate"));
    const used = this.#used.get(request);
    if (response.status === 403) return await this.#stepUp(challenge, used, network);
    if (challenge?.error === "use_dpop_nonce" && this.#hasNewNonce) {
      this.#hasNewNonce = false;
      return true;
    }
    await this.#renew(challenge, used, network);
    return true;
  }

  /** Signs in without a refusal, such as on a user's command. */
  async signIn(network: Network): Promise<void> {
    await this.load();
    if (this.#stored === undefined) return await this.#renew(undefined, undefined, network);
    const { scopes: needed = [] } = this.#settings;
    // A refresh token is no scope of the access token.
    const named = needed.filter((scope) => scope !== "offline_access");
    if (covers(this.#stored.value.grantedScopes, named)) return;
    const request = { challenge: undefined, used: undefined, needed, network };
    this.#take(await this.#signIn.obtain(request));
  }

  /** Revokes and forgets the login; returns whether there was one. */
  async signOut(network: Network): Promise<boolean> {
    this.#loading = undefined;
    await this.load();
    const stored = this.#stored;
    if (stored === undefined) return false;
    this.#stored = undefined;
    await this.#grants.lock(stored.value, async () => {
      const latest = (await this.#grants.read(stored.value)) ?? stored;
      await this.#grants.delete(latest);
      await this.#signIn.revoke(latest.value, network);
    });
    return true;
  }

  get #now(): number {
    return this.#settings.clock.now();
  }

  /** Returns the record to use now; one that expires is renewed, if that needs no user. */
  async #current(network: Network): Promise<GrantRecord | undefined> {
    const record = this.#stored?.value;
    const { expiresAt, refreshToken, accessToken } = record ?? {};
    if (record === undefined || expiresAt === undefined) return record;
    const now = this.#now;
    if (expiresAt > now + MARGIN) return record;
    const isValid = expiresAt > now;
    if (refreshToken === undefined && this.#settings.grant.isInteractive) {
      // One that ends before its first use is sent all the same: another login would end as early.
      return isValid || accessToken === this.#unconfirmed ? record : undefined;
    }
    try {
      return await this.#renewAhead(record, network);
    } catch (error) {
      if (isValid && accessToken !== undefined) return record;
      throw error;
    }
  }

  /** Refreshes before a server asks; a login waits for the server's refusal. */
  async #renewAhead(record: GrantRecord, network: Network): Promise<GrantRecord | undefined> {
    const { accessToken, refreshToken } = record;
    if (refreshToken === undefined) {
      const stored = await this.#signIn.obtain({
        challenge: undefined,
        used: accessToken,
        network,
      });
      return this.#take(stored).value;
    }
    const stored = await this.#signIn.refresh(record, accessToken, network);
    if (stored === undefined) {
      this.#stored = undefined;
      return undefined;
    }
    return this.#take(stored).value;
  }

  async #renew(
    challenge: AuthChallenge | undefined,
    used: string | undefined,
    network: Network,
  ): Promise<void> {
    const isUnconfirmed = used !== undefined && used === this.#unconfirmed;
    if (isUnconfirmed) this.#refusals += 1;
    const isRefreshed = this.#stored?.value.isRefreshed === true;
    const isOwn = used === this.#stored?.value.accessToken;
    if (isUnconfirmed && isOwn && (!isRefreshed || this.#isNewLogin))
      this.#checkRefusals(challenge);
    const skipsRefresh = isUnconfirmed && isOwn && isRefreshed;
    this.#take(await this.#signIn.obtain({ challenge, used, skipsRefresh, network }));
  }

  /** A server that refuses what was just issued for it would have a user sign in for ever. */
  #checkRefusals(challenge: AuthChallenge | undefined): void {
    const record = this.#stored?.value;
    const canRefresh = record?.refreshToken !== undefined && this.#refusals < 2;
    const canRepeat = !this.#settings.grant.isInteractive && this.#refusals < 2;
    if (canRefresh || canRepeat) return;
    throw new AuthError(
      "token_refused",
      `${this.#server.origin} refuses the token that ${record?.issuer} issued for ${record?.resource}${challenge?.error === undefined ? "" : ` (${challenge.error.slice(0, 40)})`}`,
      {
        hint: "check that the server accepts this issuer, tokens of this form, and its own URL as the audience",
        status: 401,
      },
    );
  }

  /**
   * Asks for the scopes that an operation lacks, besides those that were asked for before (2026-07-28,
   * Authorization, Step-Up Authorization Flow). Each set of scopes is asked for once.
   *
   * @throws AuthError `insufficient_scope` if they were granted, or asked for, already.
   */
  async #stepUp(
    challenge: AuthChallenge | undefined,
    used: string | undefined,
    network: Network,
  ): Promise<boolean> {
    const { error, scopes: needed } = challenge ?? {};
    if (error !== "insufficient_scope" || needed === undefined) return false;
    const record = this.#stored?.value;
    if (
      used !== undefined &&
      record?.accessToken !== used &&
      covers(record?.grantedScopes, needed)
    ) {
      return true;
    }
    const set = [...needed].sort().join(" ");
    const running = this.#stepUps.get(set);
    if (running !== undefined) {
      await running;
      return true;
    }
    if (covers(record?.grantedScopes, needed) || this.#asked.has(set)) {
      const { grantedScopes } = record ?? {};
      throw new AuthError(
        "insufficient_scope",
        `${this.#server.origin} asks for the scopes ${needed.join(" ")}, and the token has ${grantedScopes?.join(" ") ?? "none that are known"}`,
        {
          hint: "sign in as a user that may have these scopes, and allow all of them",
          status: 403,
          scopes: needed,
        },
      );
    }
    if (this.#asked.size >= MAX_ASKED) this.#asked.clear();
    this.#asked.add(set);
    const stepUp = this.#signIn.obtain({ challenge, used, needed, network });
    this.#stepUps.set(set, stepUp);
    try {
      this.#take(await stepUp);
    } finally {
      this.#stepUps.delete(set);
    }
    return true;
  }

  #take(stored: Stored<GrantRecord>): Stored<GrantRecord> {
    if (stored.value.accessToken !== this.#stored?.value.accessToken) {
      this.#unconfirmed = stored.value.accessToken;
      if (stored.value.isRefreshed !== true) this.#isNewLogin = true;
    }
    this.#stored = stored;
    return stored;
  }
}

function toAccount(record: GrantRecord): Account {
  const { id, issuer, client, resource, subject, grantedScopes, expiresAt, refreshToken } = record;
  return {
    id,
    issuer,
    clientId: client.id,
    resource,
    ...(subject !== undefined && { subject }),
    ...(grantedScopes !== undefined && { scopes: grantedScopes }),
    ...(expiresAt !== undefined && { expiresAt }),
    isRenewable: refreshToken !== undefined,
  };
}
