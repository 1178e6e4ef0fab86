/**
 * OAuth 2.1 authorization servers for MCP: for tests, for developers, and in front of identity providers
 * that want one client.
 *
 * @module
 */
export type { AuthenticatedCaller, ExchangedToken, ExchangeRequest } from "@mortise/auth";
export type * from "@mortise/protocol";
export { Bridge, bridge } from "./bridge/bridge.ts";
export type { BridgeCaller } from "./bridge/bridge-caller.ts";
export type { BridgeOptions, DocumentClient } from "./bridge/bridge-options.ts";
export type { UpstreamAccess } from "./bridge/vault.ts";
export { type DevAuth, devAuth } from "./dev-auth/dev-auth.ts";
export type { DevAuthOptions, DevUser } from "./dev-auth/dev-auth-options.ts";
export type { IdJagGrant, IdJagRequest } from "./id-jag/issue-id-jag.ts";
export type { TrustedIdp } from "./id-jag/trusted-issuer.ts";
export type { ProviderEvent, UnusedCredential } from "./provider/provider-options.ts";
export type { SigningAlgorithm } from "./provider/signing-key.ts";
export type { MintOptions } from "./test-auth/mint-token.ts";
export type { TestEndpoint, TestRequest } from "./test-auth/request-log.ts";
export { TestAuth, type TestUserAgent, testAuth } from "./test-auth/test-auth.ts";
export type {
  TestAuthOptions,
  TestClientMetadata,
  TestDecision,
  TestResource,
  TestUser,
} from "./test-auth/test-auth-options.ts";
export {
  type TestClient,
  type TestEnterprise,
  type TestEnterpriseOptions,
  testEnterprise,
} from "./test-auth/test-enterprise.ts";
export type { TestProfile } from "./test-auth/test-profile.ts";
export { type GitHubOptions, github } from "./upstream/github-upstream.ts";
export type { UpstreamClient, UpstreamOptions } from "./upstream/oauth-upstream.ts";
export {
  type EntraOptions,
  entra,
  google,
  type OidcOptions,
  oidc,
} from "./upstream/openid-upstream.ts";
export type {
  Upstream,
  UpstreamIdentity,
  UpstreamLogin,
  UpstreamTokens,
  UpstreamUser,
} from "./upstream/upstream.ts";
export { UpstreamRefusal } from "./upstream/upstream.ts";
