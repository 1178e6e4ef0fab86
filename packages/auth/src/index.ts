export type { AuthProvider, ClientAuth } from "@mortise/protocol";
export { type BearerOptions, bearer } from "./bearer.ts";
export type {
  ClientAuthenticationMethod,
  ClientKey,
} from "./client-authentication/client-identity.ts";
export { type ClientCredentialsOptions, clientCredentials } from "./client-credentials.ts";
export { type DeviceCodeOptions, deviceCode } from "./device-code.ts";
export { ProofKey, type ProofKeyPair, type ProvenRequest } from "./dpop/proof-key.ts";
export { type EnterpriseOptions, enterprise } from "./enterprise.ts";
export type { AuthErrorData, AuthErrorOptions } from "./error/auth-error.ts";
export { AuthError } from "./error/auth-error.ts";
export type { AuthErrorCode } from "./error/auth-error-code.ts";
export type { WebRedirect } from "./grant/authorization-code.ts";
export type { DeviceCode } from "./grant/device-code.ts";
export type { IdentityProvider } from "./grant/id-jag.ts";
export type { UserAgent, Visit, VisitRequest } from "./grant/user-agent.ts";
export type { Fetch } from "./network/fetch.ts";
export { type OAuth, type OAuthOptions, oauth } from "./oauth.ts";
export type { QuirkName, Quirks } from "./quirk/quirks.ts";
export type { ClientOptions } from "./registration/client-options.ts";
export type { LoginOptions, OAuthClient } from "./session/client-session.ts";
export type { Account } from "./session/server-session.ts";
export type { SessionOptions } from "./session/session-options.ts";
export { MemoryTokenStore } from "./token-store/memory-token-store.ts";
export type { TokenStore, TokenStoreEntryOptions } from "./token-store/token-store.ts";
export { type WorkloadIdentityOptions, workloadIdentity } from "./workload-identity.ts";
