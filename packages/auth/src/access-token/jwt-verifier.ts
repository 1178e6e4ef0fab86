import { toExpiry } from "@mortise/protocol";
import type { JWTPayload, ProtectedHeaderParameters } from "jose";
import { decodeJwt, decodeProtectedHeader, errors, jwtVerify } from "jose";
import { isSameIssuer } from "../authorization-server-metadata/issuer.ts";
import { Refused } from "../challenge/refused.ts";
import { quote } from "../error/quote.ts";
import type { ClaimNames } from "./claim-names.ts";
import { readClaims } from "./claim-names.ts";
import { refuseIdToken } from "./id-token.ts";
import type { IssuerKeysOptions } from "./issuer-keys.ts";
import { IssuerKeys } from "./issuer-keys.ts";
import type { IssuerRule } from "./issuer-rule.ts";
import type { KeySet } from "./key-set.ts";
import type { TokenVerifier, VerifiedToken } from "./verified-token.ts";

/** Milliseconds for which a confirmation is reused, so that a key that was withdrawn stops to count. */
const REUSE_MS = 5 * 60_000;
/** RFC 9068, 2.1; issuers before it write `JWT` or nothing. */
const TYPES: ReadonlySet<string> = new Set(["at+jwt", "application/at+jwt", "jwt"]);

/** Auth0 ignores `resource` until this is on, and then prefers `audience`, if a client sends both. */
const AUTH0_FIX =
  "At Auth0 the parameter resource counts only with Settings, Advanced, Resource Parameter Compatibility Profile, and for clients that send no audience";

/** How access tokens that are JWTs are confirmed. */
export interface JwtVerifierOptions extends IssuerKeysOptions {
  readonly issuers: readonly IssuerRule[];
  readonly authorizationServers: readonly string[];
  readonly algorithms: readonly string[];
  /** Seconds by which clocks may differ. */
  readonly leeway: number;
  readonly claims: ClaimNames | undefined;
}

/** Confirms JWT access tokens by the keys of their issuers (RFC 9068, 4; RFC 8725). */
export class JwtVerifier implements TokenVerifier {
  readonly authorizationServers: readonly string[];
  readonly #options: JwtVerifierOptions;
  readonly #keys: IssuerKeys;

  constructor(options: JwtVerifierOptions) {
    this.#options = options;
    this.#keys = new IssuerKeys(options);
    this.authorizationServers = options.authorizationServers;
  }

  async verify(token: string, audiences: readonly string[]): Promise<VerifiedToken> {
    const { header, claims } = decode(token);
    this.#checkHeader(header);
    const iss = String(claims.iss);
    const rule = this.#options.issuers.find((each) => each.find(iss) !== undefined);
    const issuer = rule?.find(iss);
    if (!rule || issuer === undefined) {
      throw invalid("The token is of an issuer that this server does not trust", {
        detail: `A token of the issuer ${quote(claims.iss)} was refused; this server trusts ${this.#options.issuers.map(({ description }) => description).join("; ")}. If it is the right one, set issuer (or tenant) to it`,
      });
    }
    const keySet = rule.isPattern ? this.#keys.ofTenant(issuer) : this.#keys.ofIssuer(issuer);
    const payload = await this.#confirm(token, { iss, kid: header.kid, keySet });
    this.#keys.confirm(issuer);
    if (!rule.agrees(iss, payload)) {
      throw invalid("The tenant of the token is not the tenant of its issuer");
    }
    refuseIdToken(header, payload);
    return this.#accept(payload, { issuer, audiences });
  }

  #checkHeader({ alg, typ }: ProtectedHeaderParameters): void {
    const { algorithms } = this.#options;
    if (typeof alg !== "string" || !algorithms.includes(alg)) {
      throw invalid("The token is signed with an algorithm that is not accepted", {
        detail: `A token signed with ${quote(alg)} was refused; accepted are ${algorithms.join(", ")}`,
      });
    }
    if (typ !== undefined && !TYPES.has(String(typ).toLowerCase())) {
      throw invalid("The token is of another type than an access token", {
        detail: `A token of the type ${quote(typ)} was refused; an access token has at+jwt or JWT`,
      });
    }
  }

  /** Checks the signature, the issuer and the time; a token without a key id may be of a new key. */
  async #confirm(
    token: string,
    { iss, kid, keySet }: { iss: string; kid: unknown; keySet: KeySet },
  ): Promise<JWTPayload> {
    const arrivedAt = this.#options.network.clock.monotonic();
    try {
      return await this.#verifySignature(token, iss, keySet);
    } catch (error) {
      const isUnsure = kid === undefined && error instanceof errors.JWSSignatureVerificationFailed;
      if (!isUnsure || !(await keySet.renew(arrivedAt))) throw this.#explain(error);
    }
    return await this.#verifySignature(token, iss, keySet).catch((error: unknown) => {
      throw this.#explain(error);
    });
  }

  #explain(error: unknown): Refused {
    if (!(error instanceof errors.JWTExpired)) return explain(error);
    const now = new Date(this.#options.network.clock.now()).toISOString();
    const end = new Date((error.payload.exp ?? 0) * 1000);
    const stated = Number.isNaN(end.getTime()) ? "" : ` at ${end.toISOString()}`;
    return invalid("The token has expired", {
      detail: `A token that expired${stated} was refused; here it is ${now}. If it was issued a moment ago, compare the clocks of the machines`,
    });
  }

  async #verifySignature(token: string, iss: string, { find }: KeySet): Promise<JWTPayload> {
    const { algorithms, leeway, network } = this.#options;
    const options = {
      algorithms: [...algorithms],
      issuer: iss,
      clockTolerance: leeway,
      currentDate: new Date(network.clock.now()),
      requiredClaims: ["exp"],
    };
    try {
      return (await jwtVerify(token, find, options)).payload;
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
      for await (const key of error) {
        try {
          return (await jwtVerify(token, key, options)).payload;
        } catch (failure) {
          if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw failure;
        }
      }
      throw new errors.JWSSignatureVerificationFailed();
    }
  }

  #accept(
    payload: JWTPayload,
    { issuer, audiences }: { issuer: string; audiences: readonly string[] },
  ): VerifiedToken {
    const { subject, clientId, scopes, audience } = readClaims(payload, this.#options.claims);
    if (!audience.some((each) => audiences.some((ours) => isSameIssuer(each, ours)))) {
      throw wrongAudience(audience, audiences, issuer);
    }
    if (subject === undefined) {
      throw invalid("The token names no subject", {
        detail: 'A token without "sub" was refused; see the option claims.subject',
      });
    }
    const expiresAt = toExpiry(payload.exp ?? 0);
    const { cnf } = payload as { readonly cnf?: unknown };
    return {
      issuer,
      subject,
      clientId,
      scopes,
      audience,
      expiresAt,
      freshUntil: Math.min(expiresAt, this.#options.network.clock.now() + REUSE_MS),
      claims: Object.freeze({ ...payload }),
      confirmation: cnf === undefined ? undefined : asRecord(cnf),
    };
  }

  async check(): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const { text, isPattern } of this.#options.issuers) {
      if (isPattern) continue;
      try {
        const keys = await this.#keys.ofIssuer(text).load();
        if (keys.length === 0)
          faults.push(`The key set of ${text} is empty, so no token can be checked`);
      } catch (error) {
        faults.push(error instanceof Error ? error.message : String(error));
      }
    }
    return faults;
  }
}

function decode(token: string): { header: ProtectedHeaderParameters; claims: JWTPayload } {
  // RFC 7516, 3.1: an encrypted token has five parts.
  if (token.split(".").length === 5) {
    throw invalid("The token is encrypted, and not a JWT access token", {
      detail: `An encrypted token was refused: it is for the authorization server itself, which issues it where no resource counts. ${AUTH0_FIX}`,
    });
  }
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    throw invalid("The token is not a JWT access token", {
      detail:
        "A token that is no JWT was refused; if the authorization server issues opaque tokens, use introspection() instead of bearerAuth()",
    });
  }
}

function explain(error: unknown): Refused {
  if (error instanceof Refused) return error;
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === "nbf") {
    return invalid("The token is not valid yet", {
      detail:
        "A token whose nbf lies in the future was refused; compare the clocks of the machines",
    });
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return invalid(`The claim ${error.claim} of the token is missing or wrong`);
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return invalid("The token is signed with a key that its issuer does not have", {
      detail: "A token with an unknown key id was refused; the key set was fetched again for it",
    });
  }
  return invalid("The signature of the token does not verify", { cause: error });
}

function wrongAudience(
  found: readonly string[],
  wanted: readonly string[],
  issuer: string,
): Refused {
  const got = found.length === 0 ? "no audience" : `the audience ${found.map(quote).join(", ")}`;
  const fix =
    "Have the authorization server issue tokens for that resource, or set audience to what its tokens have";
  // Auth0 adds this one, and writes its default audience beside it where `resource` does not count.
  const isAuth0 = found.includes(`${issuer.replace(/\/$/, "")}/userinfo`);
  return invalid("The token is for another audience than this server", {
    detail: `A token with ${got} was refused; this server accepts ${wanted.map(quote).join(", ")}. ${fix}${isAuth0 ? `. ${AUTH0_FIX}` : ""}`,
  });
}

function invalid(message: string, options?: ConstructorParameters<typeof Refused>[2]): Refused {
  return new Refused("invalid_token", message, options);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
