import { subjectId } from "@mortise/protocol";
import { decodeJwt } from "jose";
import type { ClientIdentity } from "../client-authentication/client-identity.ts";
import { AuthError } from "../error/auth-error.ts";
import type { ClientRegistry } from "../registration/client-registry.ts";
import type { GrantKind, GrantRecord, RecordedClient } from "../token-store/record.ts";
import type { Grant, GrantContext } from "./grant.ts";
import { resourceOf, scopeOf, toGrantRecord, tokenEndpointOf } from "./grant.ts";
import { requestAsClient } from "./request-as-client.ts";
import { requestTokens } from "./token-endpoint.ts";

const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** An assertion, and the account that it speaks for. */
export interface Assertion {
  readonly jwt: string;
  /** Names the account. Default: the issuer and the subject of the assertion. */
  readonly account?: string | undefined;
}

/** Where the assertions of a grant come from. */
export interface AssertionSettings {
  readonly kind: GrantKind;
  /** The client that presents them; absent where the assertion identifies the caller. */
  readonly registry: ClientRegistry | undefined;
  /** Gives an assertion for a server; each is used once. */
  readonly assertion: (context: GrantContext) => Promise<Assertion>;
}

/**
 * Gets tokens by a JWT of another issuer (RFC 7523, 2.1): that of a workload, or an ID-JAG of an
 * identity provider.
 *
 * A refused assertion is never sent again, and no other grant is tried in its place.
 */
export class AssertionGrant implements Grant {
  readonly kind: GrantKind;
  readonly isInteractive = false;
  readonly issuer: string | undefined;
  readonly #settings: AssertionSettings;

  constructor(settings: AssertionSettings, issuer: string | undefined) {
    this.#settings = settings;
    this.kind = settings.kind;
    this.issuer = issuer;
  }

  /** Gets an assertion and exchanges it. */
  async obtain(context: GrantContext): Promise<GrantRecord> {
    const { registry, assertion: give } = this.#settings;
    const { discovered, access, scopes } = context;
    const { metadata } = discovered;
    const assertion = await give(context);
    const request = {
      grantType: JWT_BEARER,
      parameters: {
        assertion: assertion.jwt,
        scope: scopeOf(scopes),
        resource: resourceOf(context),
      },
    };
    const configured = await registry?.resolve({ metadata }, access.network);
    const { client, tokens } =
      configured === undefined
        ? {
            client: ANONYMOUS,
            tokens: await requestTokens(
              {
                issuer: metadata.issuer,
                endpoint: tokenEndpointOf(discovered),
                client: undefined,
                ...request,
              },
              access,
            ),
          }
        : await requestAsClient(context, configured, request);
    const id = assertion.account ?? accountOf(assertion.jwt);
    return toGrantRecord(context, { kind: this.kind, client, tokens, requestedScopes: scopes, id });
  }

  restore(client: RecordedClient): ClientIdentity {
    return this.#settings.registry?.restore(client) ?? client;
  }

  async forget(): Promise<void> {}
}

/** The client of an assertion that identifies the caller by itself (RFC 7523, 3.1). */
const ANONYMOUS: ClientIdentity = { id: "", method: "none", source: "configured" };

/**
 * Returns the issuer and subject of a JWT.
 *
 * @throws AuthError `token_request_failed` for a text that is no JWT.
 */
export function accountOf(jwt: string): string {
  try {
    const { iss = "", sub = "" } = decodeJwt(jwt);
    return subjectId(iss, sub);
  } catch {
    throw new AuthError("token_request_failed", "The assertion is no JWT", {
      hint: "give the signed token of the platform or of the identity provider as it is",
    });
  }
}
