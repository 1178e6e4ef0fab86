import type { AuthProvider, Duration, OptionNames } from "@mortise/protocol";
import { checkOptions, isSecureUrl, MortiseError, parseDuration } from "@mortise/protocol";
import type { ClaimNames } from "../access-token/claim-names.ts";
import { checkClaimNames } from "../access-token/claim-names.ts";
import type { IssuerOption, IssuerRule } from "../access-token/issuer-rule.ts";
import { compileIssuers } from "../access-token/issuer-rule.ts";
import { JwtVerifier } from "../access-token/jwt-verifier.ts";
import { SIGNATURE_ALGORITHMS } from "../access-token/signature-algorithms.ts";
import type { TokenInfoVerifierOptions } from "../access-token/token-info-verifier.ts";
import { TokenInfoVerifier } from "../access-token/token-info-verifier.ts";
import type { ExchangeOptions } from "../exchange/token-exchanger.ts";
import { TokenExchanger } from "../exchange/token-exchanger.ts";
import type { NetworkOptions } from "../network/network.ts";
import { toNetwork } from "../network/network.ts";
import { parseUrl } from "../network/web-url.ts";
import type { AuthenticatedCaller } from "./authenticated-caller.ts";
import type { ResourceServerOptions } from "./resource-server.ts";
import { ResourceServer } from "./resource-server.ts";

/** How a server confirms tokens that it can read, or have read by a `tokenInfo`. */
export interface BearerAuthOptions extends ResourceServerOptions, NetworkOptions {
  /** The `iss` of the tokens, as the authorization server writes it; several for several servers. */
  readonly issuer: IssuerOption;
  /** The URL of the issuer's keys, or one for each issuer. Default: from the issuer's metadata. */
  readonly jwksUri?: string | Readonly<Record<string, string>> | undefined;
  /**
   * The URL that answers with the claims of a token that is sent to it, as Google's `tokeninfo` does;
   * for tokens that are no JWTs. Such an answer is reused for a minute. Default: tokens are JWTs.
   */
  readonly tokenInfo?: string | undefined;
  /** The issuers as clients find their metadata. Default: those of `issuer` that are no pattern. */
  readonly authorizationServers?: readonly string[] | undefined;
  /** Algorithms of signatures. Default: all of JWA with a key pair; those with a shared key never. */
  readonly algorithms?: readonly string[] | undefined;
  /** The claims that hold subject, client, scopes and audience. */
  readonly claims?: ClaimNames | undefined;
  /** By how much the clocks of the machines may differ. Default `"5s"`. */
  readonly leeway?: Duration | undefined;
  /** This server's client at the authorization server, for `ctx.auth.exchange`. */
  readonly exchange?: ExchangeOptions | undefined;
}

/** The options of every resource server, and those of its network. */
export const RESOURCE_SERVER_OPTIONS: OptionNames<ResourceServerOptions & NetworkOptions> = {
  resource: true,
  audience: true,
  scopes: true,
  scopesSupported: true,
  scopeImplies: true,
  scopePrefix: true,
  name: true,
  documentation: true,
  dpop: true,
  onAuth: true,
  onDenied: true,
  random: true,
  fetch: true,
  timeout: true,
  clock: true,
};

const OPTIONS: OptionNames<BearerAuthOptions> = {
  ...RESOURCE_SERVER_OPTIONS,
  issuer: true,
  jwksUri: true,
  tokenInfo: true,
  authorizationServers: true,
  algorithms: true,
  claims: true,
  leeway: true,
  exchange: true,
};

/** The wait for an authorization server, below the time that a request's authorization may take. */
const TIMEOUT = "5s";

/**
 * Protects a server with the access tokens of an OAuth authorization server (2026-07-28, Authorization).
 *
 * A request without a token is answered 401 with a challenge that leads clients to the authorization
 * server. A token must be a JWT of `issuer`, for `audience`, in time, and signed by a key of the issuer;
 * with `tokenInfo` it is of any form, and the issuer's own endpoint describes it.
 * `ctx.auth` then has subject, client, scopes and claims of the caller, and never the token.
 *
 * @example
 * ```ts
 * const auth = bearerAuth({ issuer: "https://id.example.com", audience: "https://tools.example.com/mcp" });
 * createServer({ name: "orders", version: "1.0.0", auth });
 * ```
 *
 * @throws MortiseError `INVALID_OPTION` for an option that cannot work.
 */
export function bearerAuth(options: BearerAuthOptions): AuthProvider<AuthenticatedCaller> {
  checkOptions("bearerAuth", options, OPTIONS);
  const { issuer, jwksUri, algorithms = SIGNATURE_ALGORITHMS, claims, leeway = "5s" } = options;
  if (claims !== undefined) checkClaimNames(claims);
  const issuers = compileIssuers(issuer);
  checkAlgorithms(algorithms);
  const isTable = typeof jwksUri === "object" && jwksUri !== null;
  for (const uri of isTable ? Object.values(jwksUri) : [jwksUri ?? []].flat()) {
    checkKeySetUrl(uri);
  }
  const network = toNetwork({ timeout: TIMEOUT, ...options });
  const plain = issuers.filter(({ isPattern }) => !isPattern).map(({ text }) => text);
  const { authorizationServers = plain, exchange } = options;
  if (authorizationServers.length === 0) {
    throw invalid(
      "authorizationServers",
      "bearerAuth has issuers of a pattern only; name the issuer that clients sign in at in authorizationServers",
    );
  }
  const verifier =
    options.tokenInfo === undefined
      ? new JwtVerifier({
          issuers,
          authorizationServers,
          jwksUri: (text) => (typeof jwksUri === "object" ? jwksUri[text] : jwksUri),
          algorithms,
          leeway: parseDuration(leeway, "leeway") / 1000,
          claims,
          network,
        })
      : new TokenInfoVerifier({
          ...checkTokenInfo(options, issuers),
          authorizationServers,
          claims,
          network,
        });
  const [onlyIssuer] = authorizationServers.length === 1 ? authorizationServers : [];
  const exchanger = exchange && new TokenExchanger(exchange, onlyIssuer, network);
  return new ResourceServer(options, { verifier, exchanger, network });
}

/** An answer names no issuer that could be found in a list, and no signature is checked. */
function checkTokenInfo(
  { tokenInfo, jwksUri, algorithms }: BearerAuthOptions,
  issuers: readonly IssuerRule[],
): Pick<TokenInfoVerifierOptions, "issuer" | "endpoint"> {
  const endpoint = parseUrl(tokenInfo);
  if (!endpoint || !isSecureUrl(endpoint)) {
    throw invalid(
      "tokenInfo",
      `tokenInfo ${JSON.stringify(tokenInfo)} is no https URL; http is for loopback addresses only`,
    );
  }
  if (jwksUri !== undefined || algorithms !== undefined) {
    throw invalid(
      "tokenInfo",
      "tokenInfo is for tokens that are no JWTs; leave out jwksUri and algorithms",
    );
  }
  const [only, ...more] = issuers;
  if (!only || only.isPattern || more.length > 0) {
    throw invalid("issuer", "tokenInfo is of one issuer; write its URL as issuer");
  }
  return { issuer: only.text, endpoint };
}

function checkAlgorithms(algorithms: unknown): void {
  const isGood =
    Array.isArray(algorithms) &&
    algorithms.length > 0 &&
    algorithms.every((each) => SIGNATURE_ALGORITHMS.includes(each as string));
  if (isGood) return;
  throw invalid(
    "algorithms",
    `algorithms must be a list of ${SIGNATURE_ALGORITHMS.join(", ")}; "none" and shared keys (HS256) are never taken`,
  );
}

function checkKeySetUrl(uri: unknown): void {
  const url = parseUrl(uri);
  if (url && isSecureUrl(url)) return;
  throw invalid(
    "jwksUri",
    `jwksUri ${JSON.stringify(uri)} is no https URL; http is for loopback addresses only`,
  );
}

function invalid(option: string, message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message, { data: { option } });
}
