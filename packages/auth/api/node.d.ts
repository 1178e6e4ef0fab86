// The public declarations of @mortise/auth/node. `npx vitest run scripts -u` writes this file.

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

export type AskLine = (question: string, signal: AbortSignal) => Promise<string | undefined>;

export interface BrowserOptions {
  readonly callback?: CallbackOptions;
  readonly open?: false | ((url: URL) => boolean | Promise<boolean>);
  readonly ask?: AskLine;
  readonly show?: (text: string) => void;
  readonly interactive?: boolean;
  readonly loginTimeout?: Duration;
  readonly clock?: Clock;
}

export interface BrowserPlace {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export declare class BrowserUserAgent implements UserAgent {
  #private;
  constructor(options?: BrowserOptions);
  visit({
    registered,
    signal
  }: VisitRequest): Promise<Visit>;
}

export interface CallbackOptions {
  readonly host?: "127.0.0.1" | "[::1]" | "localhost";
  readonly port?: number;
  readonly path?: string;
}

export interface ClientOptions {
  readonly id: string;
  readonly secret?: string;
  readonly key?: CryptoKey;
  readonly keyId?: string;
  readonly issuer?: string;
  readonly method?: ClientAuthenticationMethod;
}

export declare class FileTokenStore implements TokenStore {
  #private;
  readonly folder: string;
  constructor(options?: FileTokenStoreOptions);
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, options?: TokenStoreEntryOptions): Promise<void>;
  delete(key: string, expected?: string): Promise<void>;
  lock<T>(key: string, work: () => Promise<T>): Promise<T>;
  clear(): Promise<number>;
}

export interface FileTokenStoreOptions {
  readonly folder?: string;
  readonly keyring?: boolean;
  readonly openKeyring?: (account: string) => Promise<KeyringEntry | undefined>;
  readonly onWarning?: (message: string) => void;
  readonly clock?: Clock;
}

export interface GuardOptions {
  readonly network?: "own" | "public-only";
  readonly allowHosts?: readonly string[];
  readonly fetch?: Fetch;
  readonly ca?: string | readonly string[];
  readonly requestTimeout?: Duration;
  readonly maxResponseBytes?: number;
  readonly resolve?: Resolve;
  readonly clock?: Clock;
}

export interface KeyringEntry {
  read(): Promise<string | undefined>;
  write(secret: string): Promise<void>;
}

export interface LoginOptions {
  readonly signal?: AbortSignal;
}

export interface NodeOAuthOptions extends Omit<OAuthOptions, "fetchFor" | keyof NodeSettings>, Omit<BrowserOptions, "clock">, NodeSettings {}

export interface NodeSettings {
  readonly network?: GuardOptions["network"];
  readonly allowHosts?: readonly string[];
  readonly ca?: GuardOptions["ca"];
  readonly fetch?: Fetch;
  readonly timeout?: Duration;
  readonly store?: TokenStore;
  readonly onWarning?: (message: string) => void;
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

export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

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

export interface SettledNodeSettings {
  readonly store: TokenStore;
  readonly fetchFor: FetchFor;
  readonly onWarning: (message: string) => void;
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

export declare class UserTokenStore implements TokenStore {
  #private;
  constructor(options?: FileTokenStoreOptions);
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string, options?: TokenStoreEntryOptions): Promise<void>;
  delete(key: string, expected?: string): Promise<void>;
  lock<T>(key: string, work: () => Promise<T>): Promise<T>;
  clear(): Promise<number>;
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

export declare function guardFetch(options?: GuardOptions): FetchFor;

export declare function nodeSettings(settings?: NodeSettings): SettledNodeSettings;

export declare function oauth(options?: NodeOAuthOptions): OAuth;

export declare function openBrowser(url: URL, place?: BrowserPlace): Promise<boolean>;

export declare function stateFolder(place?: Partial<UserPlace>): string;

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

type ClientAuthenticationMethod = (typeof CLIENT_AUTHENTICATION_METHODS)[number];

type CryptoKey = Extract<Awaited<ReturnType<typeof crypto.subtle.generateKey>>, {
  readonly type: string;
}>;

type Fetch = typeof fetch;

type FetchFor = (server: URL, base?: Fetch) => Fetch;

type JsonMember = string | number | boolean | null | JsonMember[] | {
  readonly [name: string]: JsonMember;
};

type QuirkName = "auth0" | "cognito" | "entra" | "github" | "google" | "keycloak" | "slack";
