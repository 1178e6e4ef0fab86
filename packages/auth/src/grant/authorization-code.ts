import { subjectId } from "@mortise/protocol";
import type { ClientIdentity } from "../client-authentication/client-identity.ts";
import { AuthError } from "../error/auth-error.ts";
import type { ClientRegistry } from "../registration/client-registry.ts";
import { toRecordedClient } from "../registration/client-registry.ts";
import type { GrantRecord, PendingLoginRecord, RecordedClient } from "../token-store/record.ts";
import { pendingLoginKey } from "../token-store/record-key.ts";
import {
  checkAuthorizationPage,
  createAuthorizationRequest,
  readCallback,
} from "./authorization-request.ts";
import { checkGuessedPage } from "./check-guessed-page.ts";
import type { Grant, GrantContext } from "./grant.ts";
import { resourceOf, toGrantRecord, toPlaceMembers } from "./grant.ts";
import { LoginRefusedError } from "./login-refused-error.ts";
import type { ClientTokens } from "./request-as-client.ts";
import { requestAsClient } from "./request-as-client.ts";
import { isTokenError } from "./token-endpoint.ts";
import type { UserAgent, Visit } from "./user-agent.ts";

/** How a web application sends its user to the authorization page. */
export interface WebRedirect {
  /** The URL of the application that calls `finishAuth`. */
  readonly uri: string;
  /** Hands over the URL of the page, such as to the response that the user waits for. */
  readonly visit: (url: URL) => void | Promise<void>;
}

/** How users are reached; a program without any is not interactive. */
export interface AuthorizationCodeSettings {
  readonly registry: ClientRegistry;
  readonly userAgent?: UserAgent | undefined;
  readonly redirect?: WebRedirect | undefined;
}

/** Milliseconds for which a web application's user may stay on the authorization page. */
const PENDING_LIFE = 600_000;

/** Gets tokens by a code that a user fetches at the authorization page (OAuth 2.1, 4.1). */
export class AuthorizationCodeGrant implements Grant {
  readonly kind = "authorization_code";
  readonly isInteractive = true;
  readonly issuer: string | undefined;
  readonly #settings: AuthorizationCodeSettings;

  constructor(settings: AuthorizationCodeSettings, issuer: string | undefined) {
    this.#settings = settings;
    this.issuer = issuer;
  }

  /**
   * Signs a user in.
   *
   * A client that the server does not know any more is registered again, once.
   *
   * @throws AuthError `interaction_required` where no user can be asked, and after a web application has
   * handed over the page; `login_failed`, `invalid_state`, `issuer_mismatch`, `no_client` and others.
   */
  async obtain(context: GrantContext): Promise<GrantRecord> {
    const { userAgent, redirect } = this.#settings;
    if (userAgent !== undefined || redirect !== undefined) checkAuthorizationPage(context);
    if (userAgent !== undefined) return await this.#signIn(context, userAgent);
    if (redirect !== undefined) return await this.#handOver(context, redirect);
    const { discovered, server } = context;
    // A program may call login() at a server that asks for none.
    const problem = discovered.isGuessed
      ? `A login at ${server.origin} needs a user, and no user can be asked here; it publishes no metadata, as servers that need no login do`
      : `${server.origin} needs a user to sign in at ${discovered.issuer}, and no user can be asked here`;
    throw new AuthError("interaction_required", problem, {
      hint: "sign in where a user is, such as with mortise login, or give a userAgent",
    });
  }

  restore(client: RecordedClient): ClientIdentity {
    return this.#settings.registry.restore(client);
  }

  async forget(issuer: string, client: RecordedClient): Promise<void> {
    if (client.source === "registered") await this.#settings.registry.drop(issuer, client.id);
  }

  async #signIn(context: GrantContext, userAgent: UserAgent): Promise<GrantRecord> {
    const { registry } = this.#settings;
    const { issuer } = context.discovered.metadata;
    let skipsDocument = false;
    for (let attempt = 1; ; attempt += 1) {
      const { network } = context.access;
      const signal = network.signal ?? new AbortController().signal;
      const registered = await registry.redirectUris(issuer);
      await using visit = await userAgent.visit({
        registered,
        signal,
        ...(context.needed !== undefined && { needed: context.needed }),
      });
      const { redirectUri } = visit;
      const request = { metadata: context.discovered.metadata, redirectUri, skipsDocument };
      const client = await registry.resolve(request, network);
      await checkGuessedPage(context, client);
      try {
        return await this.#visit(context, visit, client);
      } catch (error) {
        if (attempt > 1 || !isUnknownClient(error) || client.source === "configured") throw error;
        if (client.source === "document" && !canRegister(context)) throw error;
        skipsDocument = client.source === "document";
        await this.forget(issuer, client);
      }
    }
  }

  async #visit(context: GrantContext, visit: Visit, client: ClientIdentity): Promise<GrantRecord> {
    const { registry } = this.#settings;
    const { metadata } = context.discovered;
    const { redirectUri } = visit;
    const { network } = context.access;
    const request = await createAuthorizationRequest(context, { clientId: client.id, redirectUri });
    const { state, verifier, url } = request;
    await registry.note(metadata.issuer, client.id, true);
    const signal = network.signal ?? new AbortController().signal;
    const callback = await visit.authorize({ url, signal });
    await registry.note(metadata.issuer, client.id, false);
    const code = readCallback(callback, {
      issuer: metadata.issuer,
      issuerAlwaysAnswers: metadata.authorization_response_iss_parameter_supported === true,
      clientId: client.id,
      state,
    });
    return this.#redeem(context, { client, code, verifier, redirectUri });
  }

  /** Keeps what the callback needs under its `state`, so that any instance of the application can finish. */
  async #handOver(context: GrantContext, redirect: WebRedirect): Promise<never> {
    const { discovered, store, owner, access, server, scopes, proofJwk } = context;
    const { metadata, issuer } = discovered;
    const { uri: redirectUri } = redirect;
    const client = await this.#settings.registry.resolve({ metadata, redirectUri }, access.network);
    await checkGuessedPage(context, client);
    const request = await createAuthorizationRequest(context, { clientId: client.id, redirectUri });
    const record: PendingLoginRecord = {
      version: 1,
      server: server.href,
      ...toPlaceMembers(context),
      issuerAlwaysAnswers: metadata.authorization_response_iss_parameter_supported === true,
      client: toRecordedClient(client),
      redirectUri,
      requestedScopes: scopes,
      verifier: request.verifier,
      ...(access.proofKey !== undefined && { proofKey: proofJwk }),
    };
    await store.set(pendingLoginKey(owner, request.state), JSON.stringify(record), {
      expiresAt: access.network.clock.now() + PENDING_LIFE,
    });
    await redirect.visit(request.url);
    throw new AuthError(
      "interaction_required",
      `${server.origin} needs a user to sign in at ${issuer}; the user was sent there`,
      { hint: "hand the callback to finishAuth, and send the request again" },
    );
  }

  /** Redeems the code of a callback (OAuth 2.1, 4.1.3), once. */
  async #redeem(context: GrantContext, login: Redemption): Promise<GrantRecord> {
    const result = await redeemCode(context, login);
    return toCodeRecord(context, result, login.redirectUri);
  }
}

/** A code, and what its login was begun with. */
export interface Redemption {
  readonly client: ClientIdentity;
  readonly code: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

/** Redeems a code for tokens. */
export async function redeemCode(
  context: GrantContext,
  { client, code, verifier, redirectUri }: Redemption,
): Promise<ClientTokens> {
  return await requestAsClient(context, client, {
    grantType: "authorization_code",
    parameters: {
      code,
      code_verifier: verifier,
      redirect_uri: redirectUri,
      resource: resourceOf(context),
    },
  });
}

/** Makes the record of a login. */
export function toCodeRecord(
  context: GrantContext,
  { client, tokens }: ClientTokens,
  redirectUri: string,
): GrantRecord {
  const { subject } = tokens;
  const { issuer } = context.discovered;
  return toGrantRecord(context, {
    kind: "authorization_code",
    client,
    tokens,
    requestedScopes: context.scopes,
    // An account without a known name is another one after each login.
    id: subject === undefined ? context.access.random.uuid() : subjectId(issuer, subject),
    redirectUri,
  });
}

function canRegister({ discovered }: GrantContext): boolean {
  return discovered.metadata.registration_endpoint !== undefined;
}

/** The server says of a client that it does not know it, or not for this. */
function isUnknownClient(error: unknown): boolean {
  if (isTokenError(error, "invalid_client", "unauthorized_client")) return true;
  return (
    error instanceof LoginRefusedError &&
    (error.error === "invalid_client" || error.error === "unauthorized_client")
  );
}
