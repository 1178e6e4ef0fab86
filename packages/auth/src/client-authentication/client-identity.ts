import type { CryptoKey } from "../access-token/crypto-key.ts";

/** The ways to authenticate at a token endpoint (OpenID Connect Core 1.0, 9), the best one first. */
export const CLIENT_AUTHENTICATION_METHODS = [
  "private_key_jwt",
  "client_secret_basic",
  "client_secret_post",
  "none",
] as const;

/** How a client authenticates at a token endpoint. */
export type ClientAuthenticationMethod = (typeof CLIENT_AUTHENTICATION_METHODS)[number];

/** The key that signs the assertions of a client, and its name in the key set of the client. */
export interface ClientKey {
  /** The private key; its algorithm says how it signs. */
  readonly key: CryptoKey;
  /** The `kid` of the header. Default: none. */
  readonly keyId?: string;
}

/** A client as an authorization server knows it. */
export interface ClientIdentity {
  readonly id: string;
  readonly method: ClientAuthenticationMethod;
  readonly secret?: string | undefined;
  readonly key?: ClientKey | undefined;
  /**
   * `configured` by the program, by the URL of its metadata `document`, or `registered` dynamically
   * (RFC 7591).
   */
  readonly source: "configured" | "document" | "registered";
}
