import { AuthError } from "../error/auth-error.ts";
import type { Network } from "../network/network.ts";
import { fetchAuthorizationServerMetadata } from "./authorization-server-metadata.ts";

/** An endpoint that a server needs of an authorization server. */
export interface SoughtEndpoint {
  readonly issuer: string;
  readonly member: "introspection_endpoint" | "jwks_uri" | "token_endpoint";
  /** The advice to the operator where the metadata has none. */
  readonly hint: string;
  readonly network: Network;
}

/**
 * Returns an endpoint from the metadata of an issuer (RFC 8414, 2).
 *
 * @throws AuthError `invalid_metadata` for metadata without it, or the failure of the metadata.
 */
export async function discoverEndpoint(sought: SoughtEndpoint): Promise<URL> {
  const { issuer, member, hint, network } = sought;
  const url = (await fetchAuthorizationServerMetadata(issuer, network))[member];
  if (url !== undefined) return new URL(url);
  throw new AuthError("invalid_metadata", `The metadata of ${issuer} has no ${member}`, { hint });
}

/** Finds an endpoint once; a search that failed is made again by the next call. */
export class EndpointFinder {
  readonly #locate: () => Promise<URL>;
  #found: Promise<URL> | undefined;

  constructor(locate: () => Promise<URL>) {
    this.#locate = locate;
  }

  find(): Promise<URL> {
    this.#found ??= this.#locate().catch((error: unknown) => {
      this.#found = undefined;
      throw error;
    });
    return this.#found;
  }
}
