// The public declarations of @mortise/auth. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/protocol";

export interface Account {
  readonly id: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly resource: string;
  readonly subject?: string;
  readonly scopes?: readonly string[];
  readonly expiresAt?: number;
  readonly isRenewable: boolean;
}

export interface ApiKeyOptions {
  readonly keys?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly verify?: (key: string) => Principal | undefined | Promise<Principal | undefined>;
  readonly header?: string;
  readonly scopes?: readonly string[];
}

export interface AuditOptions {
  readonly onAuth?: ((event: AuthAccepted) => void | Promise<void>) | undefined;
  readonly onDenied?: ((event: AuthDenied) => void | Promise<void>) | undefined;
}

export interface AuditedRequest {
  readonly method: string;
  readonly path: string;
  readonly peerAddress: string | undefined;
  readonly tokenId: string | undefined;
}

export interface AuthAccepted extends AuditedRequest {
  readonly id: string;
  readonly clientId: string | undefined;
  readonly scopes: readonly string[];
}

export interface AuthDenied extends AuditedRequest {
  readonly code: RefusalCode | "missing" | "not_permitted";
  readonly detail: string;
  readonly id?: string;
  readonly target?: string;
}

export declare class AuthError extends MortiseError<"AUTHORIZATION_FAILED"> {
  override readonly name = "AuthError";
  readonly data: AuthErrorData;
  constructor(code: AuthErrorCode, problem: string, options: AuthErrorOptions);
  static override is(error: unknown): error is AuthError;
}

export type AuthErrorCode = "blocked_address" | "callback_port_in_use" | "exchange_failed" | "insecure_url" | "insufficient_scope" | "interaction_required" | "invalid_metadata" | "invalid_state" | "issuer_mismatch" | "login_failed" | "login_timeout" | "no_client" | "no_metadata" | "pkce_unsupported" | "registration_failed" | "resource_mismatch" | "sso_expired" | "store_failed" | "token_refused" | "token_request_failed" | "unreachable";

export type AuthErrorData = MortiseError<"AUTHORIZATION_FAILED">["data"] & {
  readonly code: AuthErrorCode;
  readonly hint: string;
};

export interface AuthErrorOptions extends ErrorOptions {
  readonly hint: string;
  readonly status?: number | undefined;
  readonly challenge?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
}

export declare class AuthenticatedCaller implements Principal {
  #private;
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly clientId?: string;
  readonly scopes: readonly string[];
  readonly claims: Readonly<Record<string, unknown>>;
  readonly expiresAt: number;
  exchange(request: ExchangeRequest): Promise<ExchangedToken>;
}

export interface BearerAuthOptions extends ResourceServerOptions, NetworkOptions {
  readonly issuer: IssuerOption;
  readonly jwksUri?: string | Readonly<Record<string, string>> | undefined;
  readonly tokenInfo?: string | undefined;
  readonly authorizationServers?: readonly string[] | undefined;
  readonly algorithms?: readonly string[] | undefined;
  readonly claims?: ClaimNames | undefined;
  readonly leeway?: Duration | undefined;
  readonly exchange?: ExchangeOptions | undefined;
}

export interface BearerOptions {
  readonly account?: string;
}

export interface ClaimNames {
  readonly subject?: readonly string[];
  readonly clientId?: readonly string[];
  readonly scopes?: readonly string[];
  readonly audience?: readonly string[];
}

export type ClientAuthenticationMethod = (typeof CLIENT_AUTHENTICATION_METHODS)[number];

export interface ClientCredentialsOptions extends SessionOptions {
  readonly client: ClientOptions;
}

export interface ClientKey {
  readonly key: CryptoKey;
  readonly keyId?: string;
}

export interface ClientOptions {
  readonly id: string;
  readonly secret?: string;
  readonly key?: CryptoKey;
  readonly keyId?: string;
  readonly issuer?: string;
  readonly method?: ClientAuthenticationMethod;
}

export interface DeviceCode {
  readonly userCode: string;
  readonly url: string;
  readonly completeUrl?: string;
  readonly expiresAt: number;
  readonly needed?: readonly string[];
}

export interface DeviceCodeOptions extends SessionOptions {
  readonly onCode: (code: DeviceCode) => void | Promise<void>;
  readonly client?: ClientOptions;
  readonly clientMetadataUrl?: string;
  readonly clientMetadata?: Readonly<Record<string, unknown>>;
}

export interface DiagnosisOptions {
  readonly auth?: ClientAuth;
  readonly fetch?: Fetch;
  readonly fetchFor?: FetchFor;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
}

export type DiagnosisStep = "server" | "challenge" | "resource" | "issuer" | "pkce" | "registration" | "login" | "token" | "call";

export type DpopMode = "off" | "optional" | "required";

export interface DpopOptions {
  readonly mode: "optional" | "required";
  readonly nonce?: boolean | string;
  readonly replays?: ReplayGuard;
}

export interface EnterpriseOptions extends SessionOptions {
  readonly idp: IdentityProvider;
  readonly idToken: () => string | Promise<string>;
  readonly client: ClientOptions;
}

export interface ExchangeOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenEndpoint?: string;
  readonly grant?: "token-exchange" | "on-behalf-of";
  readonly clientAuthentication?: "basic" | "post";
}

export interface ExchangeRequest {
  readonly audience?: string;
  readonly resource?: string;
  readonly scopes?: readonly string[];
  readonly signal?: AbortSignal;
}

export declare class ExchangedToken {
  #private;
  readonly expiresAt: number;
  readonly scopes: readonly string[];
  constructor(token: string, expiresAt: number, scopes: readonly string[]);
  get headers(): {
    readonly authorization: string;
  };
  reveal(): string;
}

export type Fetch = typeof fetch;

export interface Finding {
  readonly step: DiagnosisStep;
  readonly status: "ok" | "note" | "wrong";
  readonly found: string;
  readonly fix?: string;
}

export interface IdentityProvider extends ClientOptions {
  readonly issuer: string;
}

export interface IntrospectionOptions extends ResourceServerOptions, NetworkOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly endpoint?: string | undefined;
  readonly reuse?: Duration | undefined;
  readonly claims?: ClaimNames | undefined;
  readonly exchange?: ExchangeOptions | undefined;
}

export type IssuerOption = string | IssuerPattern | readonly (string | IssuerPattern)[];

export interface IssuerPattern {
  readonly pattern: string;
  readonly tenants: readonly string[] | "any";
}

export interface LoginOptions {
  readonly signal?: AbortSignal;
}

export declare class MemoryTokenStore implements TokenStore {
  #private;
  constructor(clock?: Clock);
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, options?: TokenStoreEntryOptions): Promise<void>;
  delete(key: string, expected?: string): Promise<void>;
  lock<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export interface NetworkOptions {
  readonly fetch?: Fetch | undefined;
  readonly timeout?: Duration | undefined;
  readonly clock?: Clock | undefined;
}

export interface OAuth extends OAuthClient {
  finishAuth(callback: string | URL): Promise<Account>;
}

export interface OAuthClient extends ClientAuth {
  login(server: string | URL, options?: LoginOptions): Promise<Account>;
  logout(server: string | URL, options?: LoginOptions): Promise<boolean>;
  account(server: string | URL): Promise<Account | undefined>;
}

export interface OAuthOptions extends SessionOptions {
  readonly client?: ClientOptions;
  readonly clientMetadataUrl?: string;
  readonly clientMetadata?: Readonly<Record<string, unknown>>;
  readonly userAgent?: UserAgent;
  readonly redirect?: WebRedirect;
}

export type Preset = Pick<BearerAuthOptions, "issuer" | "audience" | "jwksUri" | "tokenInfo" | "authorizationServers" | "claims" | "scopes" | "scopeImplies" | "scopePrefix">;

export interface ProofJwk {
  readonly kty?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly d?: string;
  readonly [member: string]: unknown;
}

export declare class ProofKey {
  #private;
  readonly thumbprint: string;
  private constructor();
  static of({
    privateKey,
    publicKey
  }: ProofKeyPair): Promise<ProofKey>;
  static generate(): Promise<{
    readonly key: ProofKey;
    readonly jwk: ProofJwk;
  }>;
  static read(jwk: ProofJwk): Promise<ProofKey>;
  prove({
    method,
    url,
    accessToken,
    nonce,
    now,
    random
  }: ProvenRequest): Promise<string>;
}

export interface ProofKeyPair {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

export interface ProvenRequest {
  readonly method: string;
  readonly url: string;
  readonly accessToken?: string | undefined;
  readonly nonce?: string | undefined;
  readonly now: number;
  readonly random: Random;
}

export type QuirkName = "auth0" | "cognito" | "entra" | "github" | "google" | "keycloak" | "slack";

export interface Quirks {
  readonly assumePkce?: boolean;
  readonly omitResource?: boolean;
  readonly repeatScopes?: boolean;
  readonly defaultScopes?: readonly string[];
  readonly authorizationParameters?: Readonly<Record<string, string>>;
  readonly omitPrompt?: boolean;
  readonly bearerTypes?: readonly string[];
  readonly resourceParameter?: string;
  readonly allowMissingIssuer?: boolean;
  readonly issuerTemplate?: string;
  readonly metadataIssuer?: string;
}

export type RefusalCode = "invalid_request" | "invalid_token" | "insufficient_scope" | "invalid_dpop_proof" | "use_dpop_nonce" | "temporarily_unavailable";

export interface ReplayGuard {
  add(id: string, ms: number, holder: string): boolean | Promise<boolean>;
}

export interface ResourceOptions {
  readonly resource?: string | undefined;
  readonly audience?: string | readonly string[] | undefined;
}

export interface ResourceServerOptions extends ResourceOptions, ScopeOptions, AuditOptions {
  readonly name?: string | undefined;
  readonly documentation?: string | undefined;
  readonly dpop?: DpopMode | DpopOptions | undefined;
  readonly random?: Random | undefined;
}

export interface ScopeOptions {
  readonly scopes?: readonly string[] | undefined;
  readonly scopesSupported?: readonly string[] | undefined;
  readonly scopeImplies?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly scopePrefix?: string | undefined;
}

export interface SessionOptions {
  readonly scopes?: readonly string[];
  readonly quirks?: QuirkName | Quirks;
  readonly metadata?: AuthorizationServerMetadata;
  readonly dpop?: boolean | ProofKey;
  readonly store?: TokenStore;
  readonly profile?: string;
  readonly fetch?: Fetch;
  readonly fetchFor?: FetchFor;
  readonly timeout?: Duration;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly onWarning?: (message: string) => void;
}

export interface TokenStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, options?: TokenStoreEntryOptions): Promise<void>;
  delete(key: string, expected?: string): Promise<void>;
  lock<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export interface TokenStoreEntryOptions {
  readonly expiresAt?: number;
}

export interface UserAgent {
  visit(request: VisitRequest): Promise<Visit>;
}

export interface Visit extends AsyncDisposable {
  readonly redirectUri: string;
  authorize(request: {
    readonly url: URL;
    readonly signal: AbortSignal;
  }): Promise<URL>;
}

export interface VisitRequest {
  readonly registered: readonly string[];
  readonly needed?: readonly string[];
  readonly signal: AbortSignal;
}

export interface WebRedirect {
  readonly uri: string;
  readonly visit: (url: URL) => void | Promise<void>;
}

export interface WorkloadIdentityOptions extends SessionOptions {
  readonly assertion: () => string | Promise<string>;
  readonly client?: ClientOptions;
}

export declare function anyOf<Caller extends Principal>(...providers: readonly AuthProvider<Caller>[]): AuthProvider<Caller>;

export declare function apiKey(options: ApiKeyOptions): AuthProvider;

export declare function auth0(options: {
  readonly domain: string;
  readonly audience: string;
}): Preset;

export declare function bearer(token: string | (() => string | Promise<string>), options?: BearerOptions): ClientAuth;

export declare function bearerAuth(options: BearerAuthOptions): AuthProvider<AuthenticatedCaller>;

export declare function clientCredentials(options: ClientCredentialsOptions): OAuthClient;

export declare function cognito(options: {
  readonly userPoolId: string; 
  readonly clientIds: readonly string[];
}): Preset;

export declare function deviceCode(options: DeviceCodeOptions): OAuthClient;

export declare function diagnose(server: string | URL, options?: DiagnosisOptions): AsyncGenerator<Finding, void, undefined>;

export declare function enterprise(options: EnterpriseOptions): OAuthClient;

export declare function entra(options: {
  readonly tenant: string | readonly string[];
  readonly clientId: string;
}): Preset;

export declare function google(options: {
  readonly clientIds: readonly string[];
}): Preset;

export declare function introspection(options: IntrospectionOptions): AuthProvider<AuthenticatedCaller>;

export declare function keycloak(options: {
  readonly url: string;
  readonly realm: string;
  readonly audience: string;
}): Preset;

export declare function oauth(options?: OAuthOptions): OAuth;

export declare function okta(options: {
  readonly domain: string; 
  readonly authorizationServer?: string;
  readonly audience: string;
}): Preset;

export declare function optional<Caller extends Principal>(provider: AuthProvider<Caller>): AuthProvider<Caller>;

export declare function replaysIn(values: Pick<KeyValueStore, "replace">): ReplayGuard;

export declare function workloadIdentity(options: WorkloadIdentityOptions): OAuthClient;

export declare function workos(options: {
  readonly domain: string; 
  readonly audience: string;
}): Preset;

// Mentioned above, and not exported.

type AuthorizationServerMetadata = {
  readonly issuer: string;
  readonly authorization_endpoint?: string;
  readonly token_endpoint?: string;
  readonly jwks_uri?: string;
  readonly registration_endpoint?: string;
  readonly scopes_supported?: string[];
  readonly token_endpoint_auth_methods_supported?: string[];
  readonly revocation_endpoint?: string;
  readonly introspection_endpoint?: string;
  readonly code_challenge_methods_supported?: string[];
  readonly device_authorization_endpoint?: string;
  readonly pushed_authorization_request_endpoint?: string;
  readonly authorization_response_iss_parameter_supported?: boolean;
  readonly dpop_signing_alg_values_supported?: string[];
  readonly [member: string]: JsonMember | undefined;
};

declare const CLIENT_AUTHENTICATION_METHODS: readonly ["private_key_jwt", "client_secret_basic", "client_secret_post", "none"];

type CryptoKey = Extract<Awaited<ReturnType<typeof crypto.subtle.generateKey>>, {
  readonly type: string;
}>;

type FetchFor = (server: URL, base?: Fetch) => Fetch;

type JsonMember = string | number | boolean | null | JsonMember[] | {
  readonly [name: string]: JsonMember;
};
