/**
 * OAuth 2.1 authorization servers for MCP: one for tests.
 *
 * @module
 */
export type * from "@mortise/protocol";
export type { IdJagGrant, IdJagRequest } from "./id-jag/issue-id-jag.ts";
export type { TrustedIdp } from "./id-jag/trusted-issuer.ts";
export type { SigningAlgorithm } from "./provider/signing-key.ts";
export type { MintOptions } from "./test-auth/mint-token.ts";
export type { TestEndpoint, TestRequest } from "./test-auth/request-log.ts";
export { TestAuth, type TestUserAgent, testAuth } from "./test-auth/test-auth.ts";
export type {
  TestAuthOptions,
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
