// The public declarations of @mortise/auth-server. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/protocol";
export type { AuthenticatedCaller } from "@mortise/auth";
export type { ExchangeRequest } from "@mortise/auth";
export type { ExchangedToken } from "@mortise/auth";

export declare class Bridge implements AuthProvider<BridgeCaller>, AsyncDisposable {
  #private;
  readonly issuer: string;
  authenticate(request: AuthRequest): Promise<AuthGrant<BridgeCaller> | AuthRefusal>;
  challenge(denial: AuthDenial, request: AuthRequest): AuthRefusal;
  routes(endpoint: AuthEndpoint): readonly AuthRoute[];
  join(backplane: Pick<Backplane, "values">): void;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export declare class BridgeCaller implements Principal {
  #private;
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly clientId?: string;
  readonly scopes: readonly string[];
  readonly claims: Readonly<Record<string, unknown>>;
  readonly expiresAt: number;
  upstream(): Promise<UpstreamAccess>;
}

export interface BridgeOptions {
  readonly url: string;
  readonly upstream: Upstream;
  readonly scopes?: readonly string[];
  readonly defaultScopes?: readonly string[];
  readonly store?: string;
  readonly secret?: string | readonly string[];
  readonly allowsUser?: (user: UpstreamUser) => boolean | Promise<boolean>;
  readonly consent?: "always" | "once";
  readonly registration?: boolean;
  readonly trustsClient?: (client: DocumentClient) => boolean | Promise<boolean>;
  readonly redirectUris?: readonly string[];
  readonly enterprise?: {
    readonly trustedIdps: readonly TrustedIdp[];
  };
  readonly fetch?: typeof fetch;
  readonly log?: (event: ProviderEvent) => void;
  readonly clock?: Clock;
  readonly random?: Random;
}

export interface DevAuth extends AuthProvider<AuthenticatedCaller$1>, AsyncDisposable {
  readonly issuer: string;
}

export interface DevAuthOptions {
  readonly users?: readonly (string | DevUser)[];
  readonly scopes?: readonly string[];
  readonly resource?: string;
  readonly port?: number;
  readonly log?: (line: string) => void;
  readonly random?: Random;
}

export interface DevUser {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

export interface DocumentClient {
  readonly clientId: string;
  readonly clientName: string | undefined;
  readonly redirectUris: readonly string[];
}

export interface EntraOptions extends UpstreamOptions {
  readonly tenant: string;
}

export interface GitHubOptions extends UpstreamOptions {
  readonly url?: string;
  readonly apiUrl?: string;
}

export interface IdJagGrant {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface IdJagRequest {
  readonly clientId: string;
  readonly subject: string;
  readonly audience: string;
  readonly resource: string | undefined;
  readonly scopes: readonly string[];
}

export interface MintOptions {
  readonly sub?: string;
  readonly scopes?: readonly string[];
  readonly aud?: string | readonly string[] | null;
  readonly expiresIn?: number;
  readonly clientId?: string;
  readonly dpop?: JWK | string;
  readonly iss?: string;
  readonly typ?: string | null;
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface OidcOptions extends UpstreamOptions {
  readonly issuer: string;
  readonly name?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface ProviderEvent {
  readonly level: "error" | "warning" | "info";
  readonly message: string;
  readonly unused?: UnusedCredential;
}

export type SigningAlgorithm = "ES256" | "RS256";

export declare class TestAuth implements AsyncDisposable {
  #private;
  get issuer(): string;
  get jwksUri(): string;
  get tokenEndpoint(): string;
  get clock(): Clock;
  get requests(): readonly TestRequest[];
  count(endpoint: TestEndpoint): number;
  clearRequests(): void;
  addResource(resource: string | TestResource): void;
  mint(options?: MintOptions): Promise<string>;
  expire({
    refresh
  }?: {
    readonly refresh?: boolean;
  }): Promise<void>;
  forgetClients(): Promise<void>;
  rotateKeys({
    keepsOld
  }?: {
    readonly keepsOld?: boolean;
  }): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  browse(url: string | URL, signal?: AbortSignal): Promise<URL>;
  userAgent(redirectUri?: string): TestUserAgent;
  enterUserCode(userCode: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface TestAuthOptions {
  readonly resources?: readonly (string | TestResource)[];
  readonly users?: readonly (string | TestUser)[];
  readonly clients?: readonly TestClientMetadata[];
  readonly registration?: boolean;
  readonly decide?: (request: TestDecision) => boolean;
  readonly accessTokenSeconds?: number;
  readonly refreshGraceMs?: number;
  readonly dpopNonce?: boolean;
  readonly alg?: SigningAlgorithm;
  readonly issuesIdJag?: (request: IdJagRequest) => IdJagGrant | undefined;
  readonly trustedIdps?: readonly TrustedIdp[];
  readonly profile?: TestProfile;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly port?: number;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly random?: Random;
}

export interface TestClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface TestClientMetadata {
  readonly client_id: string;
  readonly client_secret?: string;
  readonly token_endpoint_auth_method?: "none" | "client_secret_basic" | "client_secret_post" | "private_key_jwt";
  readonly redirect_uris?: readonly string[];
  readonly grant_types?: readonly string[];
  readonly response_types?: readonly "code"[];
  readonly jwks?: {
    readonly keys: readonly Readonly<Record<string, unknown>>[];
  };
  readonly [member: string]: unknown;
}

export interface TestDecision {
  readonly clientId: string;
  readonly redirectUri: string | undefined;
  readonly resource: string | undefined;
  readonly scope: string | undefined;
  readonly sub: string;
}

export type TestEndpoint = "metadata" | "jwks" | "authorize" | "token" | "registration" | "revocation" | "introspection" | "deviceAuthorization" | "par";

export interface TestEnterprise extends AsyncDisposable {
  readonly idp: TestAuth;
  readonly resourceAs: TestAuth;
  readonly idpClient: TestClient;
  readonly client: TestClient;
  signIdToken(sub: string, claims?: Readonly<Record<string, unknown>>): Promise<string>;
}

export interface TestEnterpriseOptions {
  readonly resources: readonly TestResource[];
  readonly users?: readonly (string | TestUser)[];
  readonly allows?: (request: IdJagRequest) => boolean;
}

export type TestProfile = "entra" | "auth0" | "keycloak" | "okta" | "cognito" | "google" | "github";

export interface TestRequest {
  readonly endpoint: TestEndpoint;
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
  readonly status: number;
}

export interface TestResource {
  readonly resource: string;
  readonly scopes?: readonly string[];
  readonly defaultScopes?: readonly string[];
}

export interface TestUser {
  readonly sub: string;
  readonly [claim: string]: unknown;
}

export interface TestUserAgent {
  readonly redirectUri: string;
  authorize(request: {
    readonly url: URL;
    readonly signal?: AbortSignal;
  }): Promise<URL>;
}

export interface TrustedIdp {
  readonly issuer: string;
  readonly jwksUri?: string;
}

export interface UnusedCredential {
  readonly kind: "code" | "token";
  readonly clientId: string;
  readonly subject: string | undefined;
  readonly issuedAt: number;
  readonly redirectUri?: string;
}

export interface Upstream {
  readonly name: string;
  authorizationUrl(login: UpstreamLogin, signal: AbortSignal): Promise<URL>;
  redeem(callback: URL, login: UpstreamLogin, signal: AbortSignal): Promise<UpstreamIdentity>;
  refresh(refreshToken: string, signal: AbortSignal): Promise<UpstreamTokens>;
}

export interface UpstreamAccess {
  readonly accessToken: string;
  readonly expiresAt?: number | undefined;
  readonly scopes: readonly string[];
}

export interface UpstreamClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface UpstreamIdentity {
  readonly user: UpstreamUser;
  readonly tokens: UpstreamTokens;
}

export interface UpstreamLogin {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
  readonly prompt?: "login";
}

export interface UpstreamOptions extends UpstreamClient {
  readonly scopes?: readonly string[];
  readonly fetch?: typeof fetch;
}

export declare class UpstreamRefusal extends Error {
  readonly error: string;
  constructor(error: string, message: string, options?: ErrorOptions);
}

export interface UpstreamTokens {
  readonly accessToken: string;
  readonly refreshToken?: string | undefined;
  readonly expiresAt?: number | undefined;
  readonly scopes: readonly string[];
}

export interface UpstreamUser {
  readonly issuer: string;
  readonly subject: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly isEmailVerified?: boolean | undefined;
}

export declare function bridge(options: BridgeOptions): Promise<Bridge>;

export declare function devAuth(options?: DevAuthOptions): Promise<DevAuth>;

export declare function entra(entraOptions: EntraOptions): Upstream;

export declare function github(options: GitHubOptions): Upstream;

export declare function google(options: UpstreamOptions): Upstream;

export declare function oidc(options: OidcOptions): Upstream;

export declare function testAuth(options?: TestAuthOptions): Promise<TestAuth>;

export declare function testEnterprise({
  resources,
  users,
  allows
}: TestEnterpriseOptions): Promise<TestEnterprise>;
