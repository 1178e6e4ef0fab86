import type { KeyObject } from "node:crypto";
import { createPrivateKey } from "node:crypto";
import type { OptionNames } from "@mortise/protocol";
import { checkOptions, checkValues } from "@mortise/protocol";
import type { JWK } from "jose";
import { calculateJwkThumbprint, SignJWT } from "jose";
import type { SigningKey } from "../provider/signing-key.ts";

/** The contents of a token that a test mints. */
export interface MintOptions {
  /** The subject. Default: the first user. */
  readonly sub?: string;
  /** The scopes. Default: none. */
  readonly scopes?: readonly string[];
  /** The audience. Default: the first resource. `null` leaves it out. */
  readonly aud?: string | readonly string[] | null;
  /** Seconds from now until it expires; negative for an expired one. Default 300. */
  readonly expiresIn?: number;
  /** The client. Default `test-client`. */
  readonly clientId?: string;
  /** The public key, or its thumbprint, that the token is bound to (RFC 9449, 6.1). */
  readonly dpop?: JWK | string;
  /** The issuer. Default: this server. */
  readonly iss?: string;
  /** The type in the header. Default `at+jwt`. `null` leaves it out. */
  readonly typ?: string | null;
  /** Further claims, which replace those above; `undefined` removes one. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

const OPTIONS: OptionNames<MintOptions> = {
  sub: true,
  scopes: true,
  aud: true,
  expiresIn: true,
  clientId: true,
  dpop: true,
  iss: true,
  typ: true,
  claims: true,
};

/** The key, the issuer and the defaults of a minted token. */
export interface MintDefaults {
  readonly issuer: string;
  readonly key: SigningKey;
  readonly subject: string;
  readonly audience: string | undefined;
  /** Seconds since 1970. */
  readonly now: number;
  readonly id: string;
  readonly adapt: (parts: {
    header: Record<string, unknown>;
    payload: Record<string, unknown>;
  }) => void;
}

/** Signs an access token (RFC 9068, 2) with the contents that a test asks for. */
export async function mintToken(
  options: MintOptions,
  { issuer, key, subject, audience, now, id, adapt }: MintDefaults,
): Promise<string> {
  checkOptions("mint", options, OPTIONS);
  checkValues("mint", options, { scopes: "texts", expiresIn: "number", claims: "object" });
  const { sub = subject, scopes = [], aud = audience, expiresIn = 300 } = options;
  const { clientId = "test-client", dpop, iss = issuer, typ = "at+jwt", claims = {} } = options;
  const jkt = typeof dpop === "object" ? await calculateJwkThumbprint(dpop) : dpop;
  const header: Record<string, unknown> = { alg: key.alg, kid: key.kid, ...(typ && { typ }) };
  const payload: Record<string, unknown> = {
    iss,
    sub,
    ...(aud !== null && aud !== undefined && { aud }),
    iat: now,
    exp: now + expiresIn,
    jti: id,
    client_id: clientId,
    ...(scopes.length > 0 && { scope: scopes.join(" ") }),
    ...(jkt !== undefined && { cnf: { jkt } }),
  };
  adapt({ header, payload });
  const token = new SignJWT({ ...payload, ...claims });
  return token
    .setProtectedHeader(header as Parameters<SignJWT["setProtectedHeader"]>[0])
    .sign(privateKey(key));
}

/** Makes the key object of a private JSON Web Key. */
function privateKey(key: SigningKey): KeyObject {
  return createPrivateKey({ key: key as never, format: "jwk" });
}
