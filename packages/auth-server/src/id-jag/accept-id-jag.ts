import { createHash } from "node:crypto";
import type { Clock } from "@mortise/protocol";
import type { JWTPayload } from "jose";
import { decodeJwt, errors as joseErrors, jwtVerify } from "jose";
import type Provider from "oidc-provider";
import type { Client } from "oidc-provider";
import { errors } from "oidc-provider";
import type { ProviderEvent, ResourceRules } from "../provider/provider-options.ts";
import type { SigningKey } from "../provider/signing-key.ts";
import type { RecordStore } from "../record/record-store.ts";
import { ID_JAG_TYPE, JWT_BEARER } from "./id-jag.ts";
import type { TrustedIdps } from "./trusted-issuer.ts";

/** How an authorization server takes the assertions of identity providers. */
export interface IdJagAcceptOptions {
  readonly idps: TrustedIdps;
  readonly store: RecordStore;
  readonly clock: Clock;
  readonly keys: readonly [SigningKey, ...SigningKey[]];
  readonly findResource: (resource: string, scope: string | undefined) => ResourceRules | undefined;
  /** Makes the subject of access tokens; subjects are unique only within an issuer. */
  readonly accountOf: (issuer: string, subject: string, claims: JWTPayload) => string;
  readonly log: (event: ProviderEvent) => void;
}

interface Parameters {
  readonly assertion?: string;
  readonly scope?: string;
}

/** The asymmetric signatures; a shared secret would let its holder speak for every user. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
const REQUIRED = ["jti", "iss", "sub", "aud", "exp", "iat", "client_id"];
/** Seconds that clocks may differ by. */
const TOLERANCE = 5;
/** Seconds that an assertion may be valid; its `jti` is remembered for as long. */
const MAX_VALID_SECONDS = 3_600;

/**
 * Lets a provider give an access token for an identity assertion of a trusted identity provider
 * (Enterprise-Managed Authorization, 5): for this server, this client and a known resource, once.
 *
 * There is no refresh token (Identity Assertion Authorization Grant, 4.4.3), so that a user that the
 * enterprise removes is out when the access token expires.
 */
export function acceptIdJag(provider: Provider, options: IdJagAcceptOptions): void {
  provider.registerGrantType<Parameters>(
    JWT_BEARER,
    async (ctx) => {
      const { client, params } = ctx.oidc;
      if (client.clientAuthMethod === "none") {
        throw new errors.InvalidClient("the client has to authenticate");
      }
      const claims = await verifyAssertion(params.assertion ?? "", provider.issuer, options);
      if (claims["client_id"] !== client.clientId) throw refused("it is for another client");
      const { resource, scopes, rules } = readTarget(claims, params.scope, options);
      // Last, so that an assertion that is refused for another reason is not used up.
      await useOnce(claims, options);
      const subject = options.accountOf(String(claims.iss), String(claims.sub), claims);
      ctx.body = await issueToken(provider, { client, subject, resource, scopes, rules, options });
    },
    ["assertion", "scope"],
  );
}

async function verifyAssertion(
  assertion: string,
  issuer: string,
  { idps, clock, log }: IdJagAcceptOptions,
): Promise<JWTPayload> {
  const from = readIssuer(assertion);
  let keys: Awaited<ReturnType<TrustedIdps["keysOf"]>>;
  try {
    keys = await idps.keysOf(from);
  } catch (error) {
    log({
      level: "error",
      message: `The keys of the identity provider ${from} are not to be had: ${String(error)}`,
    });
    throw new errors.TemporarilyUnavailable("the identity provider's keys are not available");
  }
  if (keys === undefined) throw refused("its issuer is not trusted here");
  try {
    const { payload } = await jwtVerify(assertion, keys, {
      issuer: from,
      audience: issuer,
      typ: ID_JAG_TYPE,
      algorithms: ALGORITHMS,
      requiredClaims: REQUIRED,
      clockTolerance: TOLERANCE,
      currentDate: new Date(clock.now()),
    });
    checkShape(payload);
    return payload;
  } catch (error) {
    if (error instanceof joseErrors.JWTExpired) throw refused("it has expired");
    if (error instanceof joseErrors.JWTClaimValidationFailed)
      throw refused(`its ${error.claim} is wrong`);
    if (error instanceof joseErrors.JWKSTimeout || !(error instanceof joseErrors.JOSEError)) {
      if (error instanceof errors.OIDCProviderError) throw error;
      log({
        level: "error",
        message: `The keys of the identity provider ${from} are not to be had: ${String(error)}`,
      });
      throw new errors.TemporarilyUnavailable("the identity provider's keys are not available");
    }
    throw refused("its signature does not verify");
  }
}

function readIssuer(assertion: string): string {
  try {
    return String(decodeJwt(assertion).iss);
  } catch {
    throw refused("it is no JWT");
  }
}

/** Enterprise-Managed Authorization, 7.4 and 7.6: one audience, and a short life. */
function checkShape({ aud, exp = 0, iat = 0 }: JWTPayload): void {
  if (Array.isArray(aud) && aud.length !== 1) throw refused("it is for several audiences");
  if (exp - iat > MAX_VALID_SECONDS) throw refused("it is valid for more than an hour");
}

function readTarget(
  claims: JWTPayload,
  asked: string | undefined,
  { findResource }: IdJagAcceptOptions,
): { resource: string; scopes: readonly string[]; rules: ResourceRules } {
  const { resource, scope } = claims;
  const allowed = typeof scope === "string" ? scope.split(" ") : [];
  const rules =
    typeof resource === "string" ? findResource(resource, asked ?? String(scope ?? "")) : undefined;
  if (typeof resource !== "string" || rules === undefined) {
    throw new errors.InvalidTarget("the assertion names no resource of this authorization server");
  }
  const wanted = asked === undefined ? allowed : asked.split(" ");
  const scopes = wanted.filter((name) => allowed.includes(name) && rules.scopes.includes(name));
  return { resource, scopes: [...new Set(scopes)], rules };
}

/** Enterprise-Managed Authorization, 7.4.2: an assertion that comes again is refused. */
async function useOnce(
  { iss, jti, exp = 0 }: JWTPayload,
  { store, clock }: IdJagAcceptOptions,
): Promise<void> {
  const digest = createHash("sha256")
    .update(JSON.stringify([iss, jti]))
    .digest("base64url");
  const ttlMs = Math.max(1, exp + 2 * TOLERANCE - clock.now() / 1000) * 1000;
  if (await store.replace(`id-jag/${digest}`, undefined, "used", ttlMs)) return;
  throw refused("it was used before");
}

async function issueToken(
  provider: Provider,
  issue: {
    readonly client: Client;
    readonly subject: string;
    readonly resource: string;
    readonly scopes: readonly string[];
    readonly rules: ResourceRules;
    readonly options: IdJagAcceptOptions;
  },
): Promise<Record<string, unknown>> {
  const { client, subject, resource, scopes, rules, options } = issue;
  const [{ alg, kid }] = options.keys;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: subject });
  grant.addResourceScope(resource, scopes.join(" "));
  const grantId = await grant.save();
  const token = new provider.AccessToken({
    client,
    accountId: subject,
    grantId,
    gty: "jwt_bearer",
    scope: scopes.join(" "),
  });
  token.resourceServer = new provider.ResourceServer(resource, {
    scope: rules.scopes.join(" "),
    audience: rules.audience ?? resource,
    accessTokenTTL: rules.accessTokenSeconds,
    accessTokenFormat: "jwt",
    jwt: { sign: { alg, kid } },
  });
  return {
    access_token: await token.save(),
    token_type: "Bearer",
    expires_in: token.expiration,
    ...(scopes.length > 0 && { scope: scopes.join(" ") }),
  };
}

/** The reason is for the log alone: oidc-provider sends `invalid_grant` without it. */
function refused(reason: string): Error {
  return new errors.InvalidGrant(`the assertion is refused: ${reason}`);
}
