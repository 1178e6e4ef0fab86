/**
 * Authorization for both sides of MCP: tokens that a server takes, and logins of a client.
 *
 * @module
 */
export type * from "@mortise/protocol";
export type { ClaimNames } from "./access-token/claim-names.ts";
export type { IssuerOption, IssuerPattern } from "./access-token/issuer-rule.ts";
export type { ApiKeyOptions } from "./api-key/api-key.ts";
export { apiKey } from "./api-key/api-key.ts";
export { type BearerOptions, bearer } from "./bearer.ts";
export type { RefusalCode } from "./challenge/refused.ts";
export type {
  ClientAuthenticationMethod,
  ClientKey,
} from "./client-authentication/client-identity.ts";
export { type ClientCredentialsOptions, clientCredentials } from "./client-credentials.ts";
export { anyOf } from "./combine/any-of.ts";
export { optional } from "./combine/optional.ts";
export { type DeviceCodeOptions, deviceCode } from "./device-code.ts";
export { type DiagnosisOptions, diagnose } from "./diagnosis/diagnose.ts";
export type { DiagnosisStep, Finding } from "./diagnosis/finding.ts";
export type { DpopMode, DpopOptions } from "./dpop/proof-checker.ts";
export {
  type ProofJwk,
  ProofKey,
  type ProofKeyPair,
  type ProvenRequest,
} from "./dpop/proof-key.ts";
export { type ReplayGuard, replaysIn } from "./dpop/replay-guard.ts";
export { type EnterpriseOptions, enterprise } from "./enterprise.ts";
export type { AuthErrorData, AuthErrorOptions } from "./error/auth-error.ts";
export { AuthError } from "./error/auth-error.ts";
export type { AuthErrorCode } from "./error/auth-error-code.ts";
export type { ExchangedToken } from "./exchange/exchanged-token.ts";
export type { ExchangeOptions, ExchangeRequest } from "./exchange/token-exchanger.ts";
export type { WebRedirect } from "./grant/authorization-code.ts";
export type { DeviceCode } from "./grant/device-code.ts";
export type { IdentityProvider } from "./grant/id-jag.ts";
export type { UserAgent, Visit, VisitRequest } from "./grant/user-agent.ts";
export type { IntrospectionOptions } from "./introspection/introspection.ts";
export { introspection } from "./introspection/introspection.ts";
export type { Fetch } from "./network/fetch.ts";
export type { NetworkOptions } from "./network/network.ts";
export { type OAuth, type OAuthOptions, oauth } from "./oauth.ts";
export {
  auth0,
  cognito,
  entra,
  google,
  keycloak,
  okta,
  workos,
} from "./preset/identity-provider.ts";
export type { Preset } from "./preset/preset.ts";
export type { QuirkName, Quirks } from "./quirk/quirks.ts";
export type { ClientOptions } from "./registration/client-options.ts";
export type {
  AuditedRequest,
  AuditOptions,
  AuthAccepted,
  AuthDenied,
} from "./resource-server/audit.ts";
export type { AuthenticatedCaller } from "./resource-server/authenticated-caller.ts";
export type { BearerAuthOptions } from "./resource-server/bearer-auth.ts";
export { bearerAuth } from "./resource-server/bearer-auth.ts";
export type { ResourceOptions } from "./resource-server/resource.ts";
export type { ResourceServerOptions } from "./resource-server/resource-server.ts";
export type { ScopeOptions } from "./resource-server/scope-rules.ts";
export type { LoginOptions, OAuthClient } from "./session/client-session.ts";
export type { Account } from "./session/server-session.ts";
export type { SessionOptions } from "./session/session-options.ts";
export { MemoryTokenStore } from "./token-store/memory-token-store.ts";
export type { TokenStore, TokenStoreEntryOptions } from "./token-store/token-store.ts";
export { type WorkloadIdentityOptions, workloadIdentity } from "./workload-identity.ts";
