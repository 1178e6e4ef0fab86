import type { Clock } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { Adapter, default as Provider } from "oidc-provider";
import { acceptIdJag } from "../id-jag/accept-id-jag.ts";
import { ID_JAG_METADATA } from "../id-jag/id-jag.ts";
import { issueIdJag } from "../id-jag/issue-id-jag.ts";
import { TrustedIdps } from "../id-jag/trusted-issuer.ts";
import { createProvider } from "../provider/create-provider.ts";
import { finishInteraction, grantRequest } from "../provider/interaction.ts";
import { LoopbackServer } from "../provider/loopback-server.ts";
import { INTERACTION_PATH, ROUTES } from "../provider/paths.ts";
import type { ProviderOptions, ResourceRules } from "../provider/provider-options.ts";
import type { SigningKey } from "../provider/signing-key.ts";
import { createSigningKey } from "../provider/signing-key.ts";
import { MemoryRecordStore } from "../record/memory-record-store.ts";
import { createRecordAdapters } from "../record/record-adapter.ts";
import { Sealer } from "../record/sealer.ts";
import { RedirectPolicy } from "../registration/redirect-policy.ts";
import { browse, enterUserCode } from "./headless-browser.ts";
import type { MintOptions } from "./mint-token.ts";
import { mintToken } from "./mint-token.ts";
import type { TestEndpoint, TestRequest } from "./request-log.ts";
import { recordRequests } from "./request-log.ts";
import type { TestAuthOptions, TestAuthSettings, TestResource } from "./test-auth-options.ts";
import { readTestAuthOptions } from "./test-auth-options.ts";
import type { ProviderHabits } from "./test-profile.ts";
import { PROFILE_AUDIENCE } from "./test-profile.ts";

/** Sends a user to the authorization page and brings the callback back, as a client needs it. */
export interface TestUserAgent {
  /** The address of the client that the user is sent back to. */
  readonly redirectUri: string;
  /** Opens the authorization page, and returns the callback's URL with the code or the error. */
  authorize(request: { readonly url: URL; readonly signal?: AbortSignal }): Promise<URL>;
}

/** An authorization server of one test; see {@link testAuth}. */
export class TestAuth implements AsyncDisposable {
  readonly #settings: TestAuthSettings;
  readonly #server: LoopbackServer;
  readonly #store: MemoryRecordStore;
  readonly #sealer: Sealer;
  readonly #resources: TestResource[];
  readonly #requests: TestRequest[] = [];
  readonly #grants = new Set<string>();
  readonly #clients = new Set<string>();
  #keys: readonly [SigningKey, ...SigningKey[]];
  #provider: Provider | undefined;
  #clientRecords: Adapter | undefined;
  #skippedSeconds = 0;

  /** @internal */
  constructor(settings: TestAuthSettings, key: SigningKey) {
    const { clock, random, resources } = settings;
    this.#settings = settings;
    this.#keys = [key];
    this.#resources = [...resources];
    this.#store = new MemoryRecordStore({ clock });
    this.#sealer = new Sealer([Buffer.from(random.bytes(32)).toString("base64")], random);
    this.#server = new LoopbackServer((request, response) => {
      void this.#engine.callback()(request, response);
    });
  }

  /** The issuer, such as `http://127.0.0.1:50123`. */
  get issuer(): string {
    return this.#server.origin;
  }

  /** Where the keys are published. */
  get jwksUri(): string {
    return `${this.issuer}${ROUTES.jwks}`;
  }

  /** The token endpoint. */
  get tokenEndpoint(): string {
    return `${this.issuer}${ROUTES.token}`;
  }

  /**
   * The time by which tokens are issued, for the resource server of the test:
   * `bearerAuth({ issuer, clock: as.clock })`. {@link expire} moves it.
   */
  get clock(): Clock {
    const { clock } = this.#settings;
    return {
      now: () => clock.now() + this.#skippedSeconds * 1000,
      monotonic: () => clock.monotonic() + this.#skippedSeconds * 1000,
      schedule: (milliseconds, callback, options) =>
        clock.schedule(milliseconds, callback, options),
    };
  }

  /** Every request to an endpoint, in order. */
  get requests(): readonly TestRequest[] {
    return this.#requests;
  }

  /** Counts the requests to an endpoint. */
  count(endpoint: TestEndpoint): number {
    return this.#requests.filter((request) => request.endpoint === endpoint).length;
  }

  /** Forgets the requests so far. */
  clearRequests(): void {
    this.#requests.length = 0;
  }

  /** Adds a resource, such as a server whose port is known only now. */
  addResource(resource: string | TestResource): void {
    this.#resources.push(typeof resource === "string" ? { resource } : resource);
  }

  /** Signs an access token with any contents, right or wrong. */
  mint(options: MintOptions = {}): Promise<string> {
    return mintToken(options, {
      issuer: this.issuer,
      key: this.#keys[0],
      subject: this.#settings.users[0]?.sub ?? "alice",
      audience: this.#defaultResource(),
      now: Math.floor(this.#settings.clock.now() / 1000),
      id: this.#settings.random.uuid(),
      adapt: (parts) => this.#adapt(parts),
    });
  }

  /**
   * Lets every access token that was issued so far expire, by moving {@link clock}. With `refresh`,
   * refresh tokens and grants are gone as well, so that a user has to sign in again.
   */
  async expire({ refresh = false }: { readonly refresh?: boolean } = {}): Promise<void> {
    this.#skippedSeconds += this.#settings.accessTokenSeconds + 60;
    if (!refresh) return;
    for (const grantId of this.#grants) await this.#engine.RefreshToken.revokeByGrantId(grantId);
    this.#grants.clear();
  }

  /** Forgets the clients that have registered, as a server does that removes old ones. */
  async forgetClients(): Promise<void> {
    for (const clientId of this.#clients) await this.#clientRecords?.destroy(clientId);
    this.#clients.clear();
  }

  /** Signs with a new key from now on; with `keepsOld: false` the old ones are no longer published. */
  async rotateKeys({ keepsOld = true }: { readonly keepsOld?: boolean } = {}): Promise<void> {
    const key = await createSigningKey(this.#settings.alg, this.#settings.random);
    this.#keys = keepsOld ? [key, ...this.#keys] : [key];
    this.#build();
  }

  /** Goes away, as in an outage: connections are refused, and nothing is forgotten. */
  stop(): Promise<void> {
    return this.#server.stop();
  }

  /** Comes back on the same port. */
  async start(): Promise<void> {
    await this.#server.start(this.#settings.port || undefined);
    if (this.#provider === undefined) this.#build();
  }

  /** Signs the user in without a page, and returns the URL with the code that the client waits for. */
  browse(url: string | URL, signal?: AbortSignal): Promise<URL> {
    return browse(url, { issuer: this.issuer, signal });
  }

  /** A user agent for clients under test. Default `redirectUri`: `http://127.0.0.1:33418/callback`. */
  userAgent(redirectUri = "http://127.0.0.1:33418/callback"): TestUserAgent {
    return { redirectUri, authorize: ({ url, signal }) => this.browse(url, signal) };
  }

  /** Enters the code of a device and signs the user in, as on another screen (RFC 8628, 3.3). */
  async enterUserCode(userCode: string): Promise<void> {
    await enterUserCode(`${this.issuer}${ROUTES.code_verification}`, userCode);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  get #engine(): Provider {
    if (this.#provider === undefined) throw new MortiseError("CLOSED", "testAuth is not started");
    return this.#provider;
  }

  #build(): void {
    const { clock, random, clients, registration, users } = this.#settings;
    const { dpopNonce, refreshGraceMs, metadata, trustedIdps, fetch } = this.#settings;
    const options: ProviderOptions = {
      issuer: this.issuer,
      store: this.#store,
      sealer: this.#sealer,
      clock,
      random,
      keys: this.#keys,
      findResource: (resource, scope) => this.#findResource(resource, scope),
      defaultResource: () => this.#defaultResource(),
      clients,
      redirects: new RedirectPolicy({ allowsEveryPage: true }),
      acceptsRegistration: registration,
      acceptsClientCredentials: true,
      trustsClient: () => true,
      findClaims: async (subject) => users.find(({ sub }) => sub === subject),
      requiresDpopNonce: () => dpopNonce,
      asksAgain: () => false,
      formSecretOf: () => this.#sealer.mark("form"),
      adaptToken: (parts) => this.#adapt(parts),
      metadata: { ...(trustedIdps.length > 0 && ID_JAG_METADATA), ...metadata },
      lifetimes: { session: 86_400, grant: 86_400, refreshToken: 86_400, interaction: 600 },
      refreshGraceMs,
      clientTtlMs: 86_400_000,
      cookiePrefix: `test-auth-${new URL(this.issuer).port}`,
      fetch,
      log: () => undefined,
    };
    const provider = createProvider(options);
    this.#clientRecords = createRecordAdapters(options)("Client");
    provider.on("grant.saved", ({ jti }) => void this.#grants.add(jti));
    provider.on("registration_create.success", (_ctx, { clientId }) => {
      this.#clients.add(clientId);
    });
    recordRequests(provider, (request) => void this.#requests.push(request));
    overrideMetadata(provider, { ...this.#settings.habits?.metadata, ...metadata });
    if (this.#settings.habits) takeOn(provider, this.#settings.habits);
    this.#approve(provider);
    this.#addIdJag(provider, options);
    this.#provider = provider;
  }

  #addIdJag(provider: Provider, options: ProviderOptions): void {
    const { issuesIdJag, trustedIdps } = this.#settings;
    const clock = this.clock;
    if (issuesIdJag) issueIdJag(provider, { ...options, clock, decide: issuesIdJag });
    if (trustedIdps.length === 0) return;
    const idps = new TrustedIdps(trustedIdps);
    acceptIdJag(provider, { ...options, clock, idps, accountOf: (_issuer, subject) => subject });
  }

  /** Signs the user in and grants what is asked, unless the test decides otherwise. */
  #approve(provider: Provider): void {
    const { users, decide } = this.#settings;
    provider.use(async (ctx, next) => {
      if (!ctx.path.startsWith(INTERACTION_PATH)) return next();
      const interaction = await provider.interactionDetails(ctx.req, ctx.res);
      const { params, prompt, session } = interaction;
      const text = (name: string): string | undefined =>
        params[name] === undefined ? undefined : String(params[name]);
      const sub = session?.accountId ?? text("login_hint") ?? users[0]?.sub ?? "alice";
      const request = {
        clientId: text("client_id") ?? "",
        redirectUri: text("redirect_uri"),
        resource: text("resource"),
        scope: text("scope"),
        sub,
      };
      if (!decide(request)) {
        return finishInteraction(provider, ctx, { error: "access_denied" });
      }
      if (prompt.name === "login") {
        return finishInteraction(provider, ctx, { login: { accountId: sub } });
      }
      const grantId = await grantRequest(provider, interaction);
      return finishInteraction(provider, ctx, { consent: { grantId } });
    });
  }

  #findResource(resource: string, scope: string | undefined): ResourceRules | undefined {
    const { accessTokenSeconds, habits } = this.#settings;
    const known = this.#resources.find((one) => one.resource === resource);
    if (habits?.resource === "refused" && resource !== PROFILE_AUDIENCE) return undefined;
    if (!known && this.#resources.length > 0 && !habits) return undefined;
    const named = scope?.split(" ").filter((name) => name !== "") ?? [];
    const { scopes = named, defaultScopes } = known ?? {};
    const isOpaque = habits?.isOpaque ?? false;
    return { scopes, accessTokenSeconds, isOpaque, ...(defaultScopes && { defaultScopes }) };
  }

  /** A profile has an audience of its own, which no client names. */
  #defaultResource(): string | undefined {
    return this.#settings.habits ? PROFILE_AUDIENCE : this.#resources[0]?.resource;
  }

  #adapt(parts: { header: Record<string, unknown>; payload: Record<string, unknown> }): void {
    const { payload } = parts;
    this.#settings.habits?.shape(parts, this.issuer);
    for (const claim of ["iat", "nbf", "exp"]) {
      const value = payload[claim];
      if (typeof value === "number") payload[claim] = value + this.#skippedSeconds;
    }
  }
}

/** Gives a provider the habits that are not in its tokens. */
function takeOn(provider: Provider, { hasMetadata, sendsIssuer }: ProviderHabits): void {
  provider.use(async (ctx, next) => {
    if (!hasMetadata && ctx.path.startsWith("/.well-known/")) {
      ctx.status = 404;
      return;
    }
    await next();
    const location = ctx.response.get("location");
    if (sendsIssuer || !URL.canParse(location)) return;
    const url = new URL(location);
    if (!url.searchParams.has("code") && !url.searchParams.has("error")) return;
    url.searchParams.delete("iss");
    ctx.set("location", url.href);
  });
}

/** Replaces members of the metadata, and leaves out those that are `undefined`. */
function overrideMetadata(provider: Provider, metadata: Readonly<Record<string, unknown>>): void {
  provider.use(async (ctx, next) => {
    await next();
    if (!ctx.path.startsWith("/.well-known/") || typeof ctx.body !== "object") return;
    ctx.body = { ...(ctx.body as object), ...metadata };
  });
}

/**
 * Starts an authorization server for tests: `oidc-provider` in this process, on a loopback port of its
 * own, which signs a user in and approves by itself.
 *
 * It has registration, PKCE, resource indicators, JWT access tokens (RFC 9068), refresh tokens with
 * rotation, DPoP, pushed requests, revocation and introspection. Times of tokens follow `as.clock`.
 */
export async function testAuth(options: TestAuthOptions = {}): Promise<TestAuth> {
  const settings = readTestAuthOptions(options);
  const key = await createSigningKey(settings.alg, settings.random);
  const auth = new TestAuth(settings, key);
  await auth.start();
  return auth;
}
