import type { OptionNames } from "@mortise/protocol";
import { checkOptions, isSecureUrl, MortiseError } from "@mortise/protocol";
import { AssertionGrant } from "./grant/assertion.ts";
import type { IdentityProvider } from "./grant/id-jag.ts";
import { requestIdJag } from "./grant/id-jag.ts";
import { toNetwork } from "./network/network.ts";
import { parseUrl } from "./network/web-url.ts";
import type { ClientOptions } from "./registration/client-options.ts";
import { checkClient } from "./registration/client-options.ts";
import { ClientRegistry } from "./registration/client-registry.ts";
import type { OAuthClient } from "./session/client-session.ts";
import { ClientSession } from "./session/client-session.ts";
import type { SessionOptions } from "./session/session-options.ts";
import { SESSION_OPTIONS, toSessionBase, toSessionSettings } from "./session/session-options.ts";

/** Settings of {@link enterprise}. */
export interface EnterpriseOptions extends SessionOptions {
  /** The identity provider of the enterprise, and this program as its client. */
  readonly idp: IdentityProvider;
  /** Gives the ID token of the user's sign-in at the identity provider. */
  readonly idToken: () => string | Promise<string>;
  /** This program as a client of the servers' authorization servers. */
  readonly client: ClientOptions;
}

const NAMES: OptionNames<EnterpriseOptions> = {
  ...SESSION_OPTIONS,
  idp: true,
  idToken: true,
  client: true,
};

/**
 * Authorizes a user of an enterprise by the one sign-in at its identity provider, with no consent for each
 * server (extension `io.modelcontextprotocol/enterprise-managed-authorization`; Cross-App Access).
 *
 * The ID token is exchanged for an ID-JAG, and that for an access token. The user is never sent to the
 * authorization server of an MCP server.
 *
 * @throws MortiseError `INVALID_OPTION`. Requests fail with AuthError, `sso_expired` when the user has to
 * sign in at the identity provider again.
 */
export function enterprise(options: EnterpriseOptions): OAuthClient {
  checkOptions("enterprise", options, NAMES);
  const { idp, idToken, client } = options;
  checkClient(idp, "idp");
  checkClient(client);
  const issuer = parseUrl(idp.issuer);
  if (issuer === undefined || !isSecureUrl(issuer)) {
    throw new MortiseError("INVALID_OPTION", "idp needs its issuer, which is an https URL", {
      data: { option: "idp" },
    });
  }
  if (typeof idToken !== "function") {
    throw new MortiseError("INVALID_OPTION", "enterprise needs idToken, a function", {
      data: { option: "idToken" },
    });
  }
  const base = toSessionBase(options, "enterprise", client.id);
  const settings = { client, clientMetadata: {}, grantTypes: [] };
  const registry = new ClientRegistry(settings, base.store, base.owner);
  const { fetch, timeout, clock } = options;
  const grant = new AssertionGrant(
    {
      kind: "enterprise",
      registry,
      assertion: (context) =>
        requestIdJag(context, {
          provider: idp,
          idToken,
          // The operator chose the identity provider, so that no guard of addresses applies.
          network: (signal) => toNetwork({ fetch, timeout, clock }, signal),
        }),
    },
    client.issuer,
  );
  return new ClientSession(
    toSessionSettings(options, base, grant),
    "io.modelcontextprotocol/enterprise-managed-authorization",
  );
}
