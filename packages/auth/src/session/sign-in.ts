import type { AuthChallenge } from "../challenge/read-auth-challenge.ts";
import { chooseIssuer, discoverAuthorizationServer } from "../discovery/authorization-server.ts";
import type { ProtectedResource } from "../discovery/protected-resource.ts";
import { findProtectedResource } from "../discovery/protected-resource.ts";
import { toResource } from "../discovery/resource-match.ts";
import { AuthError } from "../error/auth-error.ts";
import type { GrantContext } from "../grant/grant.ts";
import { refreshRecord, revokeRecord } from "../grant/refresh.ts";
import type { EndpointAccess, NonceStore } from "../grant/token-endpoint.ts";
import { isTokenError } from "../grant/token-endpoint.ts";
import { TokenRequestError } from "../grant/token-request-error.ts";
import type { Network } from "../network/network.ts";
import type { GrantRecord, Stored } from "../token-store/record.ts";
import type { BoundKey, Credentials } from "./credentials.ts";
import type { GrantPlace, GrantStore } from "./grant-store.ts";
import { chooseScopes, covers, unite } from "./scope.ts";
import type { SessionSettings } from "./session-settings.ts";

/** The parts of a session that getting tokens needs. */
export interface SignInParts {
  readonly server: URL;
  readonly grants: GrantStore;
  readonly credentials: Credentials;
}

/** Why tokens are needed. */
export interface SignInRequest {
  /** The challenge of the refusal; absent when no request was refused. */
  readonly challenge: AuthChallenge | undefined;
  /** The access token that was refused or expires. */
  readonly used: string | undefined;
  /** The scopes of a step-up, which no refresh can give. */
  readonly needed?: readonly string[];
  /** A refreshed token was refused, so that another refresh would not help. */
  readonly skipsRefresh?: boolean;
  readonly network: Network;
}

/** Codes of a server that cannot decide now (RFC 6749, 4.1.2.1; RFC 8628, 3.5). */
const PASSING: ReadonlySet<string> = new Set([
  "server_error",
  "slow_down",
  "temporarily_unavailable",
]);

/** The most nonces of authorization servers that are kept. */
const MAX_NONCES = 100;

/**
 * Gets tokens for one server: from the store, by a refresh, or by a grant.
 *
 * Everything that changes a grant runs under its lock, and begins with reading it again, so that callers and
 * processes that need the same token ask the authorization server once.
 */
export class SignIn {
  readonly #settings: SessionSettings;
  readonly #parts: SignInParts;
  readonly #nonces: NonceStore = new Map();
  /** A refresh token that was refused, and is kept until another login takes its place. */
  #refused: string | undefined;

  constructor(settings: SessionSettings, parts: SignInParts) {
    this.#settings = settings;
    this.#parts = parts;
  }

  /** Gets tokens in the cheapest way that there is. */
  async obtain(request: SignInRequest): Promise<Stored<GrantRecord>> {
    const { used, needed, skipsRefresh, network } = request;
    const { grants } = this.#parts;
    const { found, place } = await this.#findPlace(request);
    return await grants.lock(place, async () => {
      const stored = await grants.read(place);
      if (stored !== undefined && this.#isUsable(stored.value, used, needed)) {
        await grants.remember(place, network.clock.now());
        return stored;
      }
      const canRefresh = stored !== undefined && needed === undefined && skipsRefresh !== true;
      const refreshed = canRefresh ? await this.#tryRefresh(stored, network) : undefined;
      if (refreshed !== undefined) return refreshed;
      const record = await this.#grant(request, { found, place, earlier: stored?.value });
      return await grants.write(record, network.clock.now());
    });
  }

  /**
   * Refreshes a record, unless another process has already; `undefined` if its refresh token is of no use
   * any more.
   */
  async refresh(
    record: GrantRecord,
    used: string,
    network: Network,
  ): Promise<Stored<GrantRecord> | undefined> {
    const { grants } = this.#parts;
    return await grants.lock(record, async () => {
      const stored = await grants.read(record);
      if (stored === undefined) return undefined;
      if (this.#isUsable(stored.value, used, undefined)) return stored;
      return await this.#tryRefresh(stored, network);
    });
  }

  /** Revokes the tokens of a record; a server that cannot be reached is reported as a warning. */
  async revoke(record: GrantRecord, network: Network): Promise<void> {
    const { grant, warn } = this.#settings;
    const client = grant.restore(record.client);
    try {
      const access = this.#access(network, await this.#parts.credentials.keyOf(record));
      await revokeRecord(record, { client, access });
    } catch (error) {
      network.signal?.throwIfAborted();
      warn(`The login was forgotten, and could not be revoked: ${String(error)}`);
    }
  }

  /**
   * Finds the issuer and resource of the server as it states them now, so that a server which moved to
   * another authorization server gets no token of the old one (SEP-2352). While the server states nothing, the place of a stored login counts.
   */
  async #findPlace({ challenge, network }: SignInRequest): Promise<{
    readonly found: ProtectedResource | undefined;
    readonly place: GrantPlace;
  }> {
    const { server, grants } = this.#parts;
    const { warn, issuer: required } = this.#settings;
    const known = await grants.place();
    const request = { server, challenged: challenge?.resourceMetadata, warn };
    const found = await findProtectedResource(request, network).catch((error: unknown) => {
      if (known === undefined || !isSilence(error)) throw error;
      warn(
        `The metadata of the server is not to be had, and the last one is used: ${String(error)}`,
      );
      return undefined;
    });
    if (found === undefined && known !== undefined) return { found, place: known };
    const preferred = known?.issuer;
    const issuer = chooseIssuer(server, found, { required, preferred });
    return { found, place: { issuer, resource: found?.resource ?? toResource(server) } };
  }

  async #grant(
    { challenge, needed, network }: SignInRequest,
    where: {
      readonly found: ProtectedResource | undefined;
      readonly place: GrantPlace;
      readonly earlier: GrantRecord | undefined;
    },
  ): Promise<GrantRecord> {
    const { grant, store, owner, quirks, scopes: configured, metadata: given } = this.#settings;
    const { server, credentials } = this.#parts;
    const { found, place, earlier } = where;
    const { issuer } = place;
    const discovered = await discoverAuthorizationServer(
      { server, found, issuer, given, quirks },
      network,
    );
    const bound = await credentials.keyForGrant();
    const scopes = chooseScopes({
      configured: needed === undefined ? configured : unite(configured, needed),
      challenged: challenge?.scopes,
      published: found?.scopes,
      fallback: quirks.defaultScopes,
      earlier: earlier?.requestedScopes,
      known: discovered.metadata.scopes_supported,
      canRefresh: grant.isInteractive,
    });
    const context: GrantContext = {
      server,
      discovered: { ...discovered, resource: place.resource },
      scopes,
      needed,
      access: this.#access(network, bound),
      proofJwk: bound?.jwk,
      store,
      owner,
      quirks,
    };
    try {
      return await grant.obtain(context);
    } catch (error) {
      throw discovered.isGuessed ? explainGuess(error, server) : error;
    }
  }

  /**
   * Refreshes; `undefined` if only another login helps. Only `invalid_grant` deletes, and only the record
   * whose token was tried: servers refuse with other codes what the user has to repair, and one that
   * cannot be reached refuses nothing.
   */
  async #tryRefresh(
    stored: Stored<GrantRecord>,
    network: Network,
  ): Promise<Stored<GrantRecord> | undefined> {
    const { grant, quirks, warn } = this.#settings;
    const { grants, credentials } = this.#parts;
    const { value: record } = stored;
    const { refreshToken } = record;
    if (refreshToken === undefined || refreshToken === this.#refused) return undefined;
    const client = grant.restore(record.client);
    const isOwn = client.source === "configured";
    try {
      const refreshed = await refreshRecord(record, {
        client,
        access: this.#access(network, await credentials.keyOf(record)),
        repeatsScopes: quirks.repeatScopes === true,
      });
      return await grants.write(refreshed, network.clock.now());
    } catch (error) {
      if (!(error instanceof TokenRequestError)) throw error;
      if (isTokenError(error, "invalid_grant")) {
        await grants.delete(stored);
        return undefined;
      }
      if (!isFinal(error) || (isTokenError(error, "invalid_client") && isOwn)) throw error;
      if (isTokenError(error, "invalid_client", "unauthorized_client")) {
        await grant.forget(record.ownIssuer, record.client);
      }
      this.#refused = refreshToken;
      warn(`The login cannot be renewed, and another one is needed: ${error.message}`);
      return undefined;
    }
  }

  /** Another caller or process may have renewed the token meanwhile. */
  #isUsable(
    { accessToken, expiresAt, grantedScopes }: GrantRecord,
    used: string | undefined,
    needed: readonly string[] | undefined,
  ): boolean {
    if (accessToken === used) return false;
    if (expiresAt !== undefined && expiresAt <= this.#settings.clock.now()) return false;
    return needed === undefined || covers(grantedScopes, needed);
  }

  #access(network: Network, bound: BoundKey | undefined): EndpointAccess {
    if (this.#nonces.size > MAX_NONCES) this.#nonces.clear();
    const { random, quirks } = this.#settings;
    const { bearerTypes } = quirks;
    return { network, random, proofKey: bound?.key, nonces: this.#nonces, bearerTypes };
  }
}

/** The answer is the server's decision, and not that it has none now. */
function isFinal({ error, data }: TokenRequestError): boolean {
  const { status = 400 } = data;
  return error !== undefined && status < 500 && status !== 429 && !PASSING.has(error);
}

/** Without a document of the server, an endpoint that does not exist is no fault of the client. */
function explainGuess(error: unknown, { origin }: URL): unknown {
  if (!AuthError.is(error) || error.data.code !== "registration_failed") return error;
  return new AuthError(
    "no_metadata",
    `${origin} publishes no metadata that says where its tokens come from, and registers no clients itself (${error.message.split("; ")[0]})`,
    {
      hint: "a server that answers without a token needs no login; otherwise have it publish protected-resource metadata (RFC 9728), or name its authorization server and a client that is registered there: client: { id, issuer }",
      cause: error,
    },
  );
}

/** The server says nothing, which is different from saying something else. */
function isSilence(error: unknown): boolean {
  return AuthError.is(error) && ["unreachable", "no_metadata"].includes(error.data.code);
}
