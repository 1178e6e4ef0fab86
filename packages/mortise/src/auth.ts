/**
 * Authorization for both sides: tokens that a server takes, and logins of a client.
 *
 * @module
 */
export type * from "@mortise/auth";
export {
  AuthError,
  anyOf,
  apiKey,
  auth0,
  bearer,
  bearerAuth,
  clientCredentials,
  cognito,
  deviceCode,
  enterprise,
  entra,
  google,
  introspection,
  keycloak,
  MemoryTokenStore,
  okta,
  optional,
  ProofKey,
  workloadIdentity,
  workos,
} from "@mortise/auth";
export type * from "@mortise/auth/node";
// Node's `oauth` signs in with the browser; its name stands for the portable one's.
export {
  BrowserUserAgent,
  FileTokenStore,
  guardFetch,
  nodeSettings,
  oauth,
  stateFolder,
  UserTokenStore,
} from "@mortise/auth/node";
