import { findAuthorizationServerMetadata } from "../authorization-server-metadata/authorization-server-metadata.ts";
import type { Network } from "../network/network.ts";

/**
 * Finds what will keep clients from getting a token of the authorization servers that a server names; a
 * sentence with its fix for each.
 */
export async function checkAuthorizationServers(
  issuers: readonly string[],
  network: Network,
): Promise<readonly string[]> {
  const found = await Promise.all(issuers.map((issuer) => checkIssuer(issuer, network)));
  return found.flat();
}

async function checkIssuer(issuer: string, network: Network): Promise<readonly string[]> {
  try {
    const metadata = await findAuthorizationServerMetadata(issuer, network);
    if (!metadata) {
      return [
        `${issuer} publishes no metadata, so clients cannot find its endpoints; have it publish RFC 8414 or OpenID Connect metadata, or put an authorization server in front that does`,
      ];
    }
    const faults: string[] = [];
    if (!metadata.code_challenge_methods_supported?.includes("S256")) {
      faults.push(
        `${issuer} does not list S256 in code_challenge_methods_supported, so strict clients refuse it; have it published, or name the identity provider in the client: oauth({ quirks })`,
      );
    }
    const { registration_endpoint: registers, client_id_metadata_document_supported: reads } =
      metadata;
    if (registers === undefined && reads !== true) {
      faults.push(
        `${issuer} registers no clients by itself; register one there and give its id to the users: oauth({ client: { id } })`,
      );
    }
    return faults;
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
