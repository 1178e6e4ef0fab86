import type { OptionNames } from "@mortise/protocol";
import { checkOptions, MortiseError } from "@mortise/protocol";
import { ClientCredentialsGrant } from "./grant/client-credentials.ts";
import type { ClientOptions } from "./registration/client-options.ts";
import { checkClient } from "./registration/client-options.ts";
import { ClientRegistry } from "./registration/client-registry.ts";
import type { OAuthClient } from "./session/client-session.ts";
import { ClientSession } from "./session/client-session.ts";
import type { SessionOptions } from "./session/session-options.ts";
import { SESSION_OPTIONS, toSessionBase, toSessionSettings } from "./session/session-options.ts";

/** Settings of {@link clientCredentials}. */
export interface ClientCredentialsOptions extends SessionOptions {
  /** The client, with its `secret` or its `key`. */
  readonly client: ClientOptions;
}

const NAMES: OptionNames<ClientCredentialsOptions> = { ...SESSION_OPTIONS, client: true };

/**
 * Authorizes a program that acts for itself, without a user (extension
 * `io.modelcontextprotocol/oauth-client-credentials`).
 *
 * @throws MortiseError `INVALID_OPTION`. Requests fail with AuthError.
 */
export function clientCredentials(options: ClientCredentialsOptions): OAuthClient {
  checkOptions("clientCredentials", options, NAMES);
  const { client } = options;
  checkClient(client);
  if (client.secret === undefined && client.key === undefined) {
    throw new MortiseError(
      "INVALID_OPTION",
      "clientCredentials needs the secret or the key of its client",
      { data: { option: "client" } },
    );
  }
  const base = toSessionBase(options, "client_credentials", client.id);
  const settings = { client, clientMetadata: {}, grantTypes: [] };
  const registry = new ClientRegistry(settings, base.store, base.owner);
  const grant = new ClientCredentialsGrant(registry, client.issuer);
  return new ClientSession(
    toSessionSettings(options, base, grant),
    "io.modelcontextprotocol/oauth-client-credentials",
  );
}
