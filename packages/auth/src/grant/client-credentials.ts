import type { ClientIdentity } from "../client-authentication/client-identity.ts";
import type { ClientRegistry } from "../registration/client-registry.ts";
import type { GrantRecord, RecordedClient } from "../token-store/record.ts";
import type { Grant, GrantContext } from "./grant.ts";
import { resourceOf, scopeOf, toGrantRecord } from "./grant.ts";
import { requestAsClient } from "./request-as-client.ts";

/** Gets tokens for a program that acts for itself (OAuth 2.1, 4.2; SEP-1046). */
export class ClientCredentialsGrant implements Grant {
  readonly kind = "client_credentials";
  readonly isInteractive = false;
  readonly issuer: string | undefined;
  readonly #registry: ClientRegistry;

  constructor(registry: ClientRegistry, issuer: string | undefined) {
    this.#registry = registry;
    this.issuer = issuer;
  }

  /** Asks for a token with the client's own credentials. */
  async obtain(context: GrantContext): Promise<GrantRecord> {
    const { discovered, access, scopes } = context;
    const { metadata, issuer } = discovered;
    const configured = await this.#registry.resolve({ metadata }, access.network);
    const { client, tokens } = await requestAsClient(context, configured, {
      grantType: "client_credentials",
      parameters: { scope: scopeOf(scopes), resource: resourceOf(context) },
    });
    const id = `${issuer}#client:${client.id}`;
    return toGrantRecord(context, { kind: this.kind, client, tokens, requestedScopes: scopes, id });
  }

  restore(client: RecordedClient): ClientIdentity {
    return this.#registry.restore(client);
  }

  /** A configured client stays, whatever a server says of it. */
  async forget(): Promise<void> {}
}
