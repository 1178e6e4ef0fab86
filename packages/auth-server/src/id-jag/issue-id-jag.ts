import { createPrivateKey, createPublicKey } from "node:crypto";
import type { Clock, Random } from "@mortise/protocol";
import type { JWTPayload } from "jose";
import { jwtVerify, SignJWT } from "jose";
import type Provider from "oidc-provider";
import { errors } from "oidc-provider";
import type { SigningKey } from "../provider/signing-key.ts";
import { ID_JAG_TOKEN, ID_JAG_TYPE, ID_TOKEN, TOKEN_EXCHANGE } from "./id-jag.ts";

/** A client's wish to act for a user at another authorization server. */
export interface IdJagRequest {
  /** The client at this identity provider. */
  readonly clientId: string;
  /** The user, as the ID token names it. */
  readonly subject: string;
  /** The issuer of the authorization server that the assertion is for. */
  readonly audience: string;
  /** The resource that the client wants to reach there (RFC 8707); `undefined` if it names none. */
  readonly resource: string | undefined;
  /** The scopes that it asks for; empty if it names none. */
  readonly scopes: readonly string[];
}

/** The decision of an enterprise's policy. */
export interface IdJagGrant {
  /** The client at the authorization server that the assertion is for. */
  readonly clientId: string;
  /** The scopes of the assertion; empty leaves them to that authorization server. */
  readonly scopes: readonly string[];
  /** Further claims, such as `email`. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** How an identity provider issues identity assertions. */
export interface IdJagIssuerOptions {
  readonly keys: readonly [SigningKey, ...SigningKey[]];
  readonly clock: Clock;
  readonly random: Random;
  /** Decides about a request; `undefined` refuses it. */
  readonly decide: (request: IdJagRequest) => IdJagGrant | undefined;
}

interface ExchangeParameters {
  readonly requested_token_type?: string;
  readonly subject_token?: string;
  readonly subject_token_type?: string;
  readonly audience?: string;
  readonly resource?: string;
  readonly scope?: string;
}

const PARAMETERS: readonly (keyof ExchangeParameters)[] = [
  "requested_token_type",
  "subject_token",
  "subject_token_type",
  "audience",
  "resource",
  "scope",
];

/** Seconds that an assertion is valid. */
const VALID_SECONDS = 300;

/**
 * Lets a provider issue identity assertions: a client that has a user's ID token gets one for another
 * authorization server, if the policy says so (Enterprise-Managed Authorization, 4).
 */
export function issueIdJag(provider: Provider, options: IdJagIssuerOptions): void {
  const { keys, clock, random, decide } = options;
  const [key] = keys;
  provider.registerGrantType<ExchangeParameters>(
    TOKEN_EXCHANGE,
    async (ctx) => {
      const { client, params } = ctx.oidc;
      const { audience, resource, scope } = params;
      checkTypes(params);
      if (client.clientAuthMethod === "none") {
        throw new errors.InvalidClient("the client has to authenticate");
      }
      const { sub } = await verifyIdToken(params.subject_token, {
        issuer: provider.issuer,
        clientId: client.clientId,
        keys,
        clock,
      });
      if (!audience) throw new errors.InvalidRequest("audience is missing");
      const scopes = scope?.split(" ").filter((name) => name !== "") ?? [];
      const request = {
        clientId: client.clientId,
        subject: String(sub),
        audience,
        resource,
        scopes,
      };
      const granted = decide(request);
      if (granted === undefined) throw new errors.InvalidTarget("the policy refuses this target");
      const now = Math.floor(clock.now() / 1000);
      const assertion = await new SignJWT({
        ...granted.claims,
        client_id: granted.clientId,
        ...(resource !== undefined && { resource }),
        ...(granted.scopes.length > 0 && { scope: granted.scopes.join(" ") }),
      })
        .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: ID_JAG_TYPE })
        .setIssuer(provider.issuer)
        .setSubject(String(sub))
        .setAudience(audience)
        .setIssuedAt(now)
        .setExpirationTime(now + VALID_SECONDS)
        .setJti(random.uuid())
        .sign(createPrivateKey({ key: key as never, format: "jwk" }));
      ctx.body = {
        issued_token_type: ID_JAG_TOKEN,
        access_token: assertion,
        token_type: "N_A",
        expires_in: VALID_SECONDS,
        ...(granted.scopes.length > 0 && { scope: granted.scopes.join(" ") }),
      };
    },
    PARAMETERS,
  );
}

function checkTypes(params: ExchangeParameters): void {
  if (params.requested_token_type !== ID_JAG_TOKEN) {
    throw new errors.InvalidRequest(`requested_token_type must be ${ID_JAG_TOKEN}`);
  }
  if (params.subject_token_type !== ID_TOKEN) {
    throw new errors.InvalidRequest(`subject_token_type must be ${ID_TOKEN}`);
  }
}

async function verifyIdToken(
  token: string | undefined,
  {
    issuer,
    clientId,
    keys,
    clock,
  }: {
    readonly issuer: string;
    readonly clientId: string;
    readonly keys: readonly SigningKey[];
    readonly clock: Clock;
  },
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(
      token ?? "",
      ({ kid }) => {
        const signer = keys.find((key) => key.kid === kid) ?? keys[0];
        return createPublicKey({ key: signer as never, format: "jwk" });
      },
      {
        issuer,
        audience: clientId,
        requiredClaims: ["sub", "exp"],
        currentDate: new Date(clock.now()),
      },
    );
    return payload;
  } catch {
    throw new errors.InvalidGrant("the subject token is not a valid ID token of this client");
  }
}
