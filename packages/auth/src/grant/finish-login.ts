import type { ClientIdentity } from "../client-authentication/client-identity.ts";
import { ProofKey } from "../dpop/proof-key.ts";
import { AuthError } from "../error/auth-error.ts";
import type { Quirks } from "../quirk/quirks.ts";
import type { GrantRecord, PendingLoginRecord, RecordedClient } from "../token-store/record.ts";
import { readRecord } from "../token-store/record.ts";
import type { Owner } from "../token-store/record-key.ts";
import { pendingLoginKey } from "../token-store/record-key.ts";
import type { TokenStore } from "../token-store/token-store.ts";
import { redeemCode, toCodeRecord } from "./authorization-code.ts";
import { readCallback } from "./authorization-request.ts";
import type { GrantContext } from "./grant.ts";
import type { EndpointAccess } from "./token-endpoint.ts";

/** The parts of a program that finish a login. */
export interface FinishSettings {
  readonly store: TokenStore;
  readonly owner: Owner;
  readonly quirks: Quirks;
  /** Gives access to an authorization server that the MCP server at a URL named. */
  readonly access: (server: URL, proofKey: ProofKey | undefined) => EndpointAccess;
  /** Gives a recorded client its credentials. */
  readonly restore: (client: RecordedClient) => ClientIdentity;
  /** The key of the program, in place of one that is stored. */
  readonly proofKey?: ProofKey | undefined;
}

/** A login that is finished. */
export interface FinishedLogin {
  readonly server: URL;
  readonly record: GrantRecord;
}

/**
 * Finishes the login of a web application with the URL of its callback.
 *
 * The `state` finds the login, and ends it: neither a second callback nor one for another user's profile
 * finds anything.
 *
 * @throws AuthError `invalid_state`, `issuer_mismatch`, `login_failed`, `token_request_failed`.
 */
export async function finishLogin(callback: URL, settings: FinishSettings): Promise<FinishedLogin> {
  const { store, owner, quirks } = settings;
  const state = callback.searchParams.get("state") ?? "";
  const key = pendingLoginKey(owner, state);
  const login = await store.lock(key, async () => {
    const stored = await readRecord<PendingLoginRecord>(store, key);
    await store.delete(key);
    return stored?.value;
  });
  if (login === undefined) {
    throw new AuthError("invalid_state", "The callback belongs to no login that waits for one", {
      hint: "begin the login again; a callback counts once, for ten minutes and for the user that began",
    });
  }
  const client = settings.restore(login.client);
  const code = readCallback(callback, {
    issuer: login.ownIssuer,
    issuerAlwaysAnswers: login.issuerAlwaysAnswers,
    clientId: client.id,
    state,
  });
  const server = new URL(login.server);
  const proofKey =
    login.proofKey === undefined ? settings.proofKey : await ProofKey.read(login.proofKey);
  const context: GrantContext = {
    server,
    discovered: toDiscovered(login),
    scopes: login.requestedScopes,
    access: settings.access(server, proofKey),
    proofJwk: login.proofKey,
    store,
    owner,
    quirks: { ...quirks, omitResource: !login.sendsResource },
  };
  const { redirectUri, verifier } = login;
  const result = await redeemCode(context, { client, code, verifier, redirectUri });
  return { server, record: toCodeRecord(context, result, redirectUri) };
}

function toDiscovered(login: PendingLoginRecord): GrantContext["discovered"] {
  const { issuer, ownIssuer, resource, tokenEndpoint, revocationEndpoint } = login;
  return {
    issuer,
    resource,
    scopes: undefined,
    isGuessed: false,
    metadata: {
      issuer: ownIssuer,
      token_endpoint: tokenEndpoint,
      ...(revocationEndpoint !== undefined && { revocation_endpoint: revocationEndpoint }),
    },
  };
}
