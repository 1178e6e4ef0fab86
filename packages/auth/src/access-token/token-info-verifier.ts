import { toExpiry } from "@mortise/protocol";
import { isSameIssuer } from "../authorization-server-metadata/issuer.ts";
import { Refused } from "../challenge/refused.ts";
import { AuthError } from "../error/auth-error.ts";
import { quote } from "../error/quote.ts";
import type { Network } from "../network/network.ts";
import type { JsonAnswer } from "../network/request-json.ts";
import { requestJson } from "../network/request-json.ts";
import type { ClaimNames } from "./claim-names.ts";
import { readClaims } from "./claim-names.ts";
import { refuseIdToken } from "./id-token.ts";
import { TokenCache } from "./token-cache.ts";
import type { TokenVerifier, VerifiedToken } from "./verified-token.ts";

/** Milliseconds for which an answer is reused, as long as a revoked token goes on working. */
const REUSE_MS = 60_000;
/** Milliseconds for which a token that was refused is not asked about again. */
const REFUSED_MS = 10_000;

/** How opaque tokens are confirmed by an endpoint that describes any token sent to it. */
export interface TokenInfoVerifierOptions {
  /** The one issuer of the tokens, as the operator wrote it. */
  readonly issuer: string;
  readonly authorizationServers: readonly string[];
  /** The URL to ask. */
  readonly endpoint: URL;
  readonly claims: ClaimNames | undefined;
  readonly network: Network;
}

/** The claims of a token; `undefined` if the endpoint does not know it. */
type Answer = Readonly<Record<string, unknown>> | undefined;

/**
 * Confirms opaque tokens by sending each to an endpoint that answers with its claims, as Google's
 * `tokeninfo` does. Unlike introspection (RFC 7662), the endpoint has no idea which server asks.
 */
export class TokenInfoVerifier implements TokenVerifier {
  readonly authorizationServers: readonly string[];
  readonly #options: TokenInfoVerifierOptions;
  /** Answers about tokens that the endpoint does not know. */
  readonly #unknown: TokenCache<Answer>;

  constructor(options: TokenInfoVerifierOptions) {
    this.#options = options;
    this.#unknown = new TokenCache(options.network.clock);
    this.authorizationServers = options.authorizationServers;
  }

  async verify(token: string, audiences: readonly string[]): Promise<VerifiedToken> {
    const { network, claims: names, issuer } = this.#options;
    const { clock } = network;
    const claims = await this.#unknown.get(
      token,
      () => this.#ask(token),
      (answer) => (answer ? 0 : clock.now() + REFUSED_MS),
    );
    if (!claims) throw invalid("The token is not active: it has ended, or was revoked");
    const now = clock.now();
    const expiresAt = toExpiry(Number(claims["exp"]));
    if (!(expiresAt > now)) throw invalid("The token has expired");
    const { iss } = claims;
    if (iss !== undefined && !(typeof iss === "string" && isSameIssuer(iss, issuer))) {
      throw invalid("The token is of an issuer that this server does not trust");
    }
    refuseIdToken({}, claims);
    const { subject, clientId, scopes, audience } = readClaims(claims, names);
    if (!audience.some((each) => audiences.includes(each))) {
      throw invalid("The token is for another audience than this server", {
        detail: `A token of the client ${quote(audience)} was refused; this server accepts those of ${JSON.stringify(audiences)}. If it is one of yours, add it to audience (or clientIds)`,
      });
    }
    if (subject === undefined) {
      throw invalid("The token names no subject", {
        detail:
          'A token without a subject was refused; have its client ask for the scope "openid", and keep it among scopes',
      });
    }
    return {
      issuer,
      subject,
      clientId,
      scopes,
      audience,
      expiresAt,
      freshUntil: Math.min(expiresAt, now + REUSE_MS),
      claims: Object.freeze({ ...claims }),
      // The endpoint says nothing of a key that a token is bound to (RFC 7800, 3.1).
      confirmation: undefined,
    };
  }

  async #ask(token: string): Promise<Answer> {
    const { endpoint, network } = this.#options;
    try {
      // In a header, because logs on the way keep what a URL has.
      const headers = { accept: "application/json", authorization: `Bearer ${token}` };
      const answer = await requestJson(endpoint, { method: "POST", headers }, network);
      if (answer.status === 200 && answer.body) return answer.body;
      if (isUnknown(answer)) return undefined;
      throw new AuthError(
        "unreachable",
        `${endpoint.origin}${endpoint.pathname} answered a question about a token with ${answer.status}`,
        { hint: "check the address, and how often it may be asked", status: answer.status },
      );
    } catch (cause) {
      const detail = AuthError.is(cause) ? cause.message : "The question about a token failed";
      throw new Refused("temporarily_unavailable", "The token cannot be checked now; try again", {
        detail,
        retryAfter: 2,
        cause,
      });
    }
  }

  async check(): Promise<readonly string[]> {
    return [];
  }
}

/**
 * Returns whether an answer refuses the token. Google's has an `error`, or its text alone; any other, such
 * as that the endpoint is asked too often, says nothing about the token.
 */
function isUnknown({ status, body }: JsonAnswer): boolean {
  if (status !== 400 && status !== 401) return false;
  const { error, error_description: text } = body ?? {};
  return error === "invalid_token" || (error === undefined && text === "Invalid Value");
}

function invalid(message: string, options?: ConstructorParameters<typeof Refused>[2]): Refused {
  return new Refused("invalid_token", message, options);
}
