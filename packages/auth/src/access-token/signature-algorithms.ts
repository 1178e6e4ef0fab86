/** The algorithms that tokens may be signed with: those with a key pair. */
export const SIGNATURE_ALGORITHMS: readonly string[] = [
  "ES256",
  "ES384",
  "ES512",
  "Ed25519",
  "EdDSA",
  "PS256",
  "PS384",
  "PS512",
  "RS256",
  "RS384",
  "RS512",
];
