import { toExpiry } from "@mortise/protocol";
import type { ClaimNames } from "../access-token/claim-names.ts";
import { readClaims } from "../access-token/claim-names.ts";
import { TokenCache } from "../access-token/token-cache.ts";
import type { TokenVerifier, VerifiedToken } from "../access-token/verified-token.ts";
import {
  discoverEndpoint,
  EndpointFinder,
} from "../authorization-server-metadata/discover-endpoint.ts";
import { isSameIssuer } from "../authorization-server-metadata/issuer.ts";
import { Refused } from "../challenge/refused.ts";
import { AuthError } from "../error/auth-error.ts";
import { quote } from "../error/quote.ts";
import type { Network } from "../network/network.ts";
import { requestJson } from "../network/request-json.ts";

/** Milliseconds for which a token that is not active is not asked about again. */
const REFUSED_MS = 10_000;

/** The advice where the metadata names no endpoint. */
const HINT = "set endpoint, or use bearerAuth() if its tokens are JWTs";

/** How opaque tokens are confirmed. */
export interface IntrospectionVerifierOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The URL to ask; discovered if `undefined`. */
  readonly endpoint: string | undefined;
  /** Milliseconds for which an answer is reused. */
  readonly reuseMs: number;
  readonly claims: ClaimNames | undefined;
  readonly network: Network;
}

/** RFC 7662, 2.2. */
type Answer = Readonly<Record<string, unknown>>;

/** Confirms tokens by asking the authorization server about each (RFC 7662). */
export class IntrospectionVerifier implements TokenVerifier {
  readonly authorizationServers: readonly string[];
  readonly #options: IntrospectionVerifierOptions;
  /** Answers about tokens that are not active. */
  readonly #inactive: TokenCache<Answer>;
  readonly #endpoint: EndpointFinder;

  constructor(options: IntrospectionVerifierOptions) {
    const { endpoint, issuer, network } = options;
    this.#options = options;
    this.#endpoint = new EndpointFinder(async () =>
      endpoint === undefined
        ? await discoverEndpoint({ issuer, member: "introspection_endpoint", hint: HINT, network })
        : new URL(endpoint),
    );
    this.#inactive = new TokenCache(options.network.clock);
    this.authorizationServers = [options.issuer];
  }

  async verify(token: string, audiences: readonly string[]): Promise<VerifiedToken> {
    const { network, claims: names, issuer, reuseMs } = this.#options;
    const { clock } = network;
    const claims = await this.#inactive.get(
      token,
      () => this.#ask(token),
      ({ active }) => (active === true ? 0 : clock.now() + REFUSED_MS),
    );
    const now = clock.now();
    if (claims["active"] !== true)
      throw invalid("The token is not active: it has ended, or was revoked");
    const { exp, nbf, iss, cnf } = claims;
    const expiresAt = typeof exp === "number" ? toExpiry(exp) : Number.POSITIVE_INFINITY;
    if (expiresAt <= now) throw invalid("The token has expired");
    if (typeof nbf === "number" && nbf * 1000 > now + 5000)
      throw invalid("The token is not valid yet");
    if (typeof iss === "string" && !isSameIssuer(iss, issuer)) {
      throw invalid("The token is of an issuer that this server does not trust");
    }
    const { subject, clientId, scopes, audience } = readClaims(claims, {
      // A token that a client got for itself may have no subject of its own.
      subject: ["sub", "client_id"],
      ...names,
    });
    if (!audience.some((each) => audiences.some((ours) => isSameIssuer(each, ours)))) {
      throw invalid("The token is for another audience than this server", {
        detail: `A token with the audience ${quote(audience)} was refused; this server accepts ${JSON.stringify(audiences)}. Have the authorization server answer with "aud", or name the claim that has it: claims: { audience: ["client_id"] }`,
      });
    }
    if (subject === undefined) throw invalid("The token names no subject");
    return {
      issuer,
      subject,
      isOfClient: names?.subject === undefined && readClaims(claims).subject === undefined,
      clientId,
      scopes,
      audience,
      expiresAt,
      freshUntil: Math.min(expiresAt, now + reuseMs),
      claims: Object.freeze({ ...claims }),
      confirmation: typeof cnf === "object" && cnf !== null ? { ...cnf } : undefined,
    };
  }

  async #ask(token: string): Promise<Answer> {
    const { clientId, clientSecret, network } = this.#options;
    try {
      const endpoint = await this.#endpoint.find();
      // RFC 6749, 2.3.1: both parts are form-encoded first.
      const encode = (text: string) => new URLSearchParams([["", text]]).toString().slice(1);
      const headers = {
        accept: "application/json",
        authorization: `Basic ${btoa(`${encode(clientId)}:${encode(clientSecret)}`)}`,
      };
      const body = new URLSearchParams({ token, token_type_hint: "access_token" });
      const answer = await requestJson(endpoint, { method: "POST", headers, body }, network);
      if (answer.status === 200 && typeof answer.body?.["active"] === "boolean") return answer.body;
      throw new AuthError(
        "unreachable",
        `${endpoint.origin}${endpoint.pathname} answered an introspection with ${answer.status}`,
        { hint: "check clientId and clientSecret of introspection()", status: answer.status },
      );
    } catch (cause) {
      const detail = AuthError.is(cause) ? cause.message : "The introspection of a token failed";
      throw new Refused("temporarily_unavailable", "The token cannot be checked now; try again", {
        detail,
        retryAfter: 2,
        cause,
      });
    }
  }

  async check(): Promise<readonly string[]> {
    try {
      await this.#endpoint.find();
      return [];
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)];
    }
  }
}

function invalid(message: string, options?: ConstructorParameters<typeof Refused>[2]): Refused {
  return new Refused("invalid_token", message, options);
}
