import { driverOf } from "../peers.ts";
import type { Listening } from "../process.ts";
import { startPrinting } from "../process.ts";
import { inNode } from "../reach.ts";

/** An authorization server of others. */
export interface Provider {
  readonly name: string;
  /** Starts it for one resource; its URL is the issuer. */
  readonly start: (resource: string) => Promise<Listening>;
  /** It allows a client the scopes of its registration alone, so that one registered by hand steps up. */
  readonly keepsScopes: boolean;
}

export const PROVIDERS: readonly Provider[] = [
  {
    name: "oidc-provider",
    start: () => startPrinting(inNode(driverOf("sign-in/server/plain-provider.ts"))),
    keepsScopes: true,
  },
  {
    name: "better-auth",
    start: (resource) => startPrinting(inNode(driverOf("peers/server/better-auth.ts"), [resource])),
    keepsScopes: false,
  },
];

/** Returns the metadata of an authorization server. */
export async function readMetadata(issuer: string): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

/** Registers a client that may have every scope, and returns the answer. */
export async function registerByHand(issuer: string, redirectUri: string): Promise<string> {
  const { registration_endpoint: endpoint } = await readMetadata(issuer);
  const response = await fetch(`${endpoint}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      redirect_uris: [redirectUri],
      application_type: "native",
      grant_types: ["authorization_code", "refresh_token"],
      token_endpoint_auth_method: "none",
      scope: "read write offline_access",
    }),
  });
  return await response.text();
}
