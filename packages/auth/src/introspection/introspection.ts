import type { AuthProvider, Duration, OptionNames } from "@mortise/protocol";
import { checkOptions, isSecureUrl, MortiseError, parseDuration } from "@mortise/protocol";
import type { ClaimNames } from "../access-token/claim-names.ts";
import { checkClaimNames } from "../access-token/claim-names.ts";
import { compileIssuers } from "../access-token/issuer-rule.ts";
import type { ExchangeOptions } from "../exchange/token-exchanger.ts";
import { TokenExchanger } from "../exchange/token-exchanger.ts";
import type { NetworkOptions } from "../network/network.ts";
import { toNetwork } from "../network/network.ts";
import { parseUrl } from "../network/web-url.ts";
import type { AuthenticatedCaller } from "../resource-server/authenticated-caller.ts";
import { RESOURCE_SERVER_OPTIONS } from "../resource-server/bearer-auth.ts";
import type { ResourceServerOptions } from "../resource-server/resource-server.ts";
import { ResourceServer } from "../resource-server/resource-server.ts";
import { IntrospectionVerifier } from "./introspection-verifier.ts";

/** How a server confirms tokens that only their authorization server can read. */
export interface IntrospectionOptions extends ResourceServerOptions, NetworkOptions {
  /** The authorization server. */
  readonly issuer: string;
  /** This server's client there, which may introspect. */
  readonly clientId: string;
  /** The secret of the client. */
  readonly clientSecret: string;
  /** The URL to ask. Default: from the metadata of the issuer. */
  readonly endpoint?: string | undefined;
  /**
   * For how long an answer is reused, and a token goes on working after it was revoked. At most, and by
   * default, `"60s"`; 0 asks for every request.
   */
  readonly reuse?: Duration | undefined;
  /** The members of an answer that hold subject, client, scopes and audience. */
  readonly claims?: ClaimNames | undefined;
  /** This server's client at the authorization server, for `ctx.auth.exchange`. */
  readonly exchange?: ExchangeOptions | undefined;
}

const OPTIONS: OptionNames<IntrospectionOptions> = {
  ...RESOURCE_SERVER_OPTIONS,
  issuer: true,
  clientId: true,
  clientSecret: true,
  endpoint: true,
  reuse: true,
  claims: true,
  exchange: true,
};

/** RFC 7662, 4: the longer an answer is kept, the longer a revoked token works. */
const MAX_REUSE_MS = 60_000;

/**
 * Protects a server with opaque access tokens, by asking their authorization server (RFC 7662).
 *
 * @throws MortiseError `INVALID_OPTION` for an option that cannot work.
 */
export function introspection(options: IntrospectionOptions): AuthProvider<AuthenticatedCaller> {
  checkOptions("introspection", options, OPTIONS);
  const { issuer, clientId, clientSecret, endpoint, reuse = "60s", claims, exchange } = options;
  if (typeof issuer !== "string") throw invalid("issuer", "issuer must be one URL");
  compileIssuers(issuer);
  if (claims !== undefined) checkClaimNames(claims);
  for (const [name, value] of Object.entries({ clientId, clientSecret })) {
    if (typeof value !== "string" || value === "") {
      throw invalid(name, `introspection needs ${name}: a client that may introspect`);
    }
  }
  const url = parseUrl(endpoint);
  if (endpoint !== undefined && !(url && isSecureUrl(url))) {
    throw invalid("endpoint", `endpoint ${JSON.stringify(endpoint)} is no https URL`);
  }
  const reuseMs = Math.min(parseDuration(reuse, "reuse"), MAX_REUSE_MS);
  const network = toNetwork({ timeout: "5s", ...options });
  const verifier = new IntrospectionVerifier({
    issuer,
    clientId,
    clientSecret,
    endpoint,
    reuseMs,
    claims,
    network,
  });
  const exchanger = exchange && new TokenExchanger(exchange, issuer, network);
  return new ResourceServer(options, { verifier, exchanger, network });
}

function invalid(option: string, message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message, { data: { option } });
}
