import type { AuthorizationServerMetadata } from "../authorization-server-metadata/authorization-server-metadata.ts";
import { isSameIssuer } from "../authorization-server-metadata/issuer.ts";
import { chooseMethods } from "../client-authentication/choose-method.ts";
import type { ClientIdentity } from "../client-authentication/client-identity.ts";
import { AuthError } from "../error/auth-error.ts";
import { quote } from "../error/quote.ts";
import type { Network } from "../network/network.ts";
import type { RecordedClient, RegistrationRecord, Stored } from "../token-store/record.ts";
import { readRecord } from "../token-store/record.ts";
import type { Owner } from "../token-store/record-key.ts";
import { registrationKey } from "../token-store/record-key.ts";
import type { TokenStore } from "../token-store/token-store.ts";
import type { ClientOptions } from "./client-options.ts";
import { toClientKey } from "./client-options.ts";
import { isExpired, registerClient } from "./register-client.ts";

/** The client of a program, in the ways in which servers may know it. */
export interface ClientSettings {
  readonly client?: ClientOptions | undefined;
  readonly clientMetadataUrl?: string | undefined;
  readonly clientMetadata: Readonly<Record<string, unknown>>;
  readonly grantTypes: readonly string[];
}

/** The use of a client. */
export interface ClientRequest {
  readonly metadata: AuthorizationServerMetadata;
  /** The redirect URI of the login; absent for grants without one. */
  readonly redirectUri?: string | undefined;
  /** Uses no metadata document, because the server refused the one there is. */
  readonly skipsDocument?: boolean;
}

/** Knows which client this program is at each authorization server. */
export class ClientRegistry {
  readonly #settings: ClientSettings;
  readonly #store: TokenStore;
  readonly #owner: Owner;
  /** The issuer that got the secret or key of a configured client which names none. */
  #issuerOfSecret: string | undefined;

  constructor(settings: ClientSettings, store: TokenStore, owner: Owner) {
    this.#settings = settings;
    this.#store = store;
    this.#owner = owner;
  }

  /**
   * Returns the client for an authorization server: the configured one, else the metadata document if
   * the server takes one, else a dynamic registration (2026-07-28, Authorization, Client Registration).
   *
   * A stored registration is used as long as its secret is valid, it has the redirect URI, and the login
   * that was begun with it last came back: a server shows an error page for a client that it has
   * forgotten, and sends no user back (RFC 6749, 4.1.2.1).
   *
   * @throws AuthError `no_client`, `registration_failed`.
   */
  async resolve(request: ClientRequest, network: Network): Promise<ClientIdentity> {
    const { client, clientMetadataUrl } = this.#settings;
    const { metadata, redirectUri, skipsDocument } = request;
    if (client !== undefined) return this.#toConfigured(client, metadata);
    if (
      clientMetadataUrl !== undefined &&
      skipsDocument !== true &&
      metadata["client_id_metadata_document_supported"] === true
    ) {
      return { id: clientMetadataUrl, method: "none", source: "document" };
    }
    const key = registrationKey(this.#owner, metadata.issuer);
    return await this.#store.lock(key, async () => {
      const stored = await this.#read(metadata.issuer);
      const now = network.clock.now();
      const isUsable =
        stored !== undefined &&
        !stored.value.isUnanswered &&
        !isExpired(stored.value, now) &&
        (redirectUri === undefined || stored.value.redirectUris.includes(redirectUri));
      if (isUsable) return toIdentity(stored.value);
      const { clientMetadata, grantTypes } = this.#settings;
      const redirectUris = redirectUri === undefined ? [] : [redirectUri];
      const record = await registerClient(
        metadata,
        { redirectUris, grantTypes, clientMetadata },
        network,
      );
      await this.#write(metadata.issuer, record);
      return toIdentity(record);
    });
  }

  /** Returns the redirect URIs that the stored registration at an issuer has. */
  async redirectUris(issuer: string): Promise<readonly string[]> {
    return (await this.#read(issuer))?.value.redirectUris ?? [];
  }

  /** Notes whether a login with the stored registration is on its way, or has come back. */
  async note(issuer: string, clientId: string, isUnanswered: boolean): Promise<void> {
    const stored = await this.#read(issuer);
    if (stored?.value.id !== clientId || stored.value.isUnanswered === isUnanswered) return;
    await this.#write(issuer, { ...stored.value, isUnanswered });
  }

  /** Forgets the registration that has the given client id; another one stays. */
  async drop(issuer: string, clientId: string): Promise<void> {
    const stored = await this.#read(issuer);
    if (stored?.value.id !== clientId) return;
    await this.#store.delete(registrationKey(this.#owner, issuer), stored.text);
  }

  /** Returns a recorded client with the credentials that only the program has. */
  restore(recorded: RecordedClient): ClientIdentity {
    const { client } = this.#settings;
    if (recorded.source !== "configured" || client?.id !== recorded.id) return recorded;
    const { secret } = client;
    return { ...recorded, secret, key: toClientKey(client) };
  }

  /** A secret is known to the one issuer that gave it (2026-07-28, Authorization, Client Registration). */
  #toConfigured(client: ClientOptions, metadata: AuthorizationServerMetadata): ClientIdentity {
    const { id, secret } = client;
    const key = toClientKey(client);
    const hasSecret = secret !== undefined || key !== undefined;
    if (hasSecret && client.issuer === undefined) this.#bindSecret(id, metadata.issuer);
    const supported = metadata.token_endpoint_auth_methods_supported;
    const [first = "none"] = chooseMethods({ secret, key }, supported);
    return { id, secret, key, method: client.method ?? first, source: "configured" };
  }

  #bindSecret(id: string, issuer: string): void {
    this.#issuerOfSecret ??= issuer;
    if (isSameIssuer(this.#issuerOfSecret, issuer)) return;
    throw new AuthError(
      "issuer_mismatch",
      `The client ${id} has a secret of ${this.#issuerOfSecret}, and another server names ${quote(issuer)}, which does not get it`,
      { hint: "set issuer of the client, and give each authorization server a client of its own" },
    );
  }

  #read(issuer: string): Promise<Stored<RegistrationRecord> | undefined> {
    return readRecord<RegistrationRecord>(this.#store, registrationKey(this.#owner, issuer));
  }

  async #write(issuer: string, record: RegistrationRecord): Promise<void> {
    const { secretExpiresAt: expiresAt } = record;
    await this.#store.set(registrationKey(this.#owner, issuer), JSON.stringify(record), {
      ...(expiresAt !== undefined && { expiresAt }),
    });
  }
}

function toIdentity({ id, method, secret }: RegistrationRecord): ClientIdentity {
  return { id, method, secret, source: "registered" };
}

/** Returns the members of a client that are stored; a secret of the program is not. */
export function toRecordedClient({ id, method, source, secret }: ClientIdentity): RecordedClient {
  return { id, method, source, ...(source === "registered" && secret !== undefined && { secret }) };
}
